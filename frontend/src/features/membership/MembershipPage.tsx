import Button from "@mui/material/Button";
import { mdiCardAccountDetailsOutline } from "@mdi/js";
import { useMyMemberships } from "../../api/my-memberships";
import { useSignedIn } from "../../api/session";
import { EmptyPanel } from "../../components/EmptyPanel";
import { ErrorPanel } from "../../components/ErrorPanel";
import { LoadingCards } from "../../components/LoadingCards";
import { Page } from "../../components/Page";
import { MembershipCard } from "./MembershipCard";

export function MembershipPage() {
  const me = useMyMemberships();
  const isFamily = (me.data?.memberships.length ?? 0) > 1;
  return (
    <Page title={isFamily ? "Our memberships" : "My membership"} intro={isFamily && "Everybody on your email address."}>
      {me.isPending && <LoadingCards label="Loading your membership" />}
      {me.isError && <ErrorPanel error={me.error} onRetry={() => void me.refetch()} />}
      {me.data?.memberships.length === 0 && <NoMembership />}
      {me.data?.memberships.map((member) => (
        <MembershipCard key={member.customer_id} member={member} allowed={me.data.allowed} withLinks={isFamily} />
      ))}
    </Page>
  );
}

function NoMembership() {
  const { role, email } = useSignedIn();
  if (!role)
    return (
      <EmptyPanel icon={mdiCardAccountDetailsOutline} title="No membership on this address">
        The club has no membership for {email}. Perhaps it knows you by another address: ask the membership secretary.
      </EmptyPanel>
    );
  return (
    <EmptyPanel
      icon={mdiCardAccountDetailsOutline}
      title="You help to run the club"
      action={
        <Button href="/admin/" variant="contained">
          Open the admin
        </Button>
      }
    >
      You are signed in as {email}, which has no membership of its own. Members, imports and reports are in the admin.
    </EmptyPanel>
  );
}
