import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { mdiReceiptTextOutline } from "@mdi/js";
import { Link, useSearchParams } from "react-router";
import { useMyMemberships } from "../../api/my-memberships";
import { useSignedIn } from "../../api/session";
import type { Membership } from "../../api/types";
import { EmptyPanel } from "../../components/EmptyPanel";
import { ErrorPanel } from "../../components/ErrorPanel";
import { LoadingCards } from "../../components/LoadingCards";
import { MemberSwitch } from "../../components/MemberSwitch";
import { Page } from "../../components/Page";
import { Invoices, Payments } from "./lists";

export function PaymentsPage() {
  const me = useMyMemberships();
  return (
    <Page title="Invoices and payments">
      {me.isPending && <LoadingCards label="Loading your invoices" lines={5} />}
      {me.isError && <ErrorPanel error={me.error} onRetry={() => void me.refetch()} />}
      {me.data?.memberships.length === 0 && (
        <EmptyPanel icon={mdiReceiptTextOutline} title="No invoices yet">
          There is no membership on your address, so there is nothing to pay.
        </EmptyPanel>
      )}
      {me.data && me.data.memberships.length > 0 && <OwnLists members={me.data.memberships} />}
    </Page>
  );
}

function OwnLists({ members }: { members: Membership[] }) {
  const [search] = useSearchParams();
  const { role } = useSignedIn();
  const shown = search.get("show") === "payments" ? "payments" : "invoices";
  const page = Math.max(1, Number.parseInt(search.get("page") ?? "1") || 1);
  const chosen = members.find(({ customer_id }) => customer_id === search.get("member"));
  // Without a customer the server lists the whole club's to staff, so on this page they always name one of their own.
  const customer = (chosen ?? (role ? members[0] : undefined))?.customer_id;

  const tab = (show: string) => {
    const to = new URLSearchParams(chosen && { member: chosen.customer_id });
    if (show !== "invoices") to.set("show", show);
    return `?${to.toString()}`;
  };
  const List = shown === "invoices" ? Invoices : Payments;
  return (
    <>
      <MemberSwitch members={members} value={customer ?? ""} everybody={role ? undefined : "Everybody"} />
      <Tabs value={shown} aria-label="What to show" sx={{ borderBottom: 1, borderColor: "divider" }}>
        <Tab value="invoices" label="Invoices" id="tab-invoices" aria-controls="list" component={Link} to={tab("invoices")} />
        <Tab value="payments" label="Payments" id="tab-payments" aria-controls="list" component={Link} to={tab("payments")} />
      </Tabs>
      <div role="tabpanel" id="list" aria-labelledby={`tab-${shown}`}>
        <List filter={{ page, customer }} members={members} />
      </div>
    </>
  );
}
