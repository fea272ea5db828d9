import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import { mdiCardAccountDetailsOutline } from "@mdi/js";
import { useMyMemberships } from "../../api/my-memberships";
import type { Membership } from "../../api/types";
import { EmptyPanel } from "../../components/EmptyPanel";
import { ErrorPanel } from "../../components/ErrorPanel";
import { Facts } from "../../components/Facts";
import { LoadingCards } from "../../components/LoadingCards";
import { useChosenMember } from "../../components/member";
import { MemberSwitch } from "../../components/MemberSwitch";
import { Page } from "../../components/Page";
import { ContactCard } from "./ContactCard";
import { FieldsForm } from "./FieldsForm";
import { fieldId, readable } from "./fields";

export function DetailsPage() {
  const me = useMyMemberships();
  const member = useChosenMember(me.data?.memberships ?? []);
  return (
    <Page title="My details" intro="What the club knows about you.">
      {me.isPending && <LoadingCards label="Loading your details" count={2} />}
      {me.isError && <ErrorPanel error={me.error} onRetry={() => void me.refetch()} />}
      {me.isSuccess && !member && (
        <EmptyPanel icon={mdiCardAccountDetailsOutline} title="No details yet">
          There is no membership on your address, so the club keeps nothing about you here.
        </EmptyPanel>
      )}
      {member && (
        <>
          <MemberSwitch members={me.data?.memberships ?? []} value={member.customer_id} />
          <ContactCard member={member} />
          {member.fields.some(({ writable }) => writable) && <FieldsForm key={member.customer_id} member={member} />}
          <ReadOnlyFields member={member} />
        </>
      )}
    </Page>
  );
}

function ReadOnlyFields({ member }: { member: Membership }) {
  const fields = member.fields.filter(({ writable }) => !writable);
  if (fields.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="kept" className="flex flex-col gap-5 p-5 sm:p-7">
      <div>
        <Typography variant="h2" id="kept">
          Kept by the club
        </Typography>
        <Typography variant="body2" color="textSecondary">
          Only the club can change these. Ask the membership secretary if one is wrong.
        </Typography>
      </div>
      <Facts facts={fields.map((field) => ({ id: fieldId(field), label: field.label, value: readable(field) }))} />
    </Card>
  );
}
