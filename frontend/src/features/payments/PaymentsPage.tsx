import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { Link, useSearchParams } from "react-router";
import { useMyMemberships } from "../../api/my-memberships";
import { MemberSwitch, nameOf } from "../../components/MemberSwitch";
import { Page } from "../../components/Page";
import { type ListFilter, useInvoices } from "./api/invoices";
import { usePayments } from "./api/payments";
import { MoneyList } from "./MoneyList";
import { invoiceRow, paymentRow } from "./rows";

interface ListProps {
  filter: ListFilter;
  nameOfCustomer: (id: string) => string;
}

export function PaymentsPage() {
  const [search] = useSearchParams();
  const members = useMyMemberships().data?.memberships ?? [];
  const shown = search.get("show") === "payments" ? "payments" : "invoices";
  const customer = search.get("member") ?? "";
  const filter = { page: Math.max(1, Number.parseInt(search.get("page") ?? "1") || 1), customer: customer || undefined };

  const names = new Map(members.map((member) => [member.customer_id, nameOf(member)]));
  const nameOfCustomer = (id: string) => (names.size > 1 ? (names.get(id) ?? "") : "");
  const tab = (show: string) => {
    const to = new URLSearchParams(customer && { member: customer });
    if (show !== "invoices") to.set("show", show);
    return `?${to.toString()}`;
  };
  return (
    <Page title="Invoices and payments">
      <MemberSwitch members={members} value={names.has(customer) ? customer : ""} everybody="Everybody" />
      <Tabs value={shown} aria-label="What to show" sx={{ borderBottom: 1, borderColor: "divider" }}>
        <Tab value="invoices" label="Invoices" id="tab-invoices" aria-controls="list" component={Link} to={tab("invoices")} />
        <Tab value="payments" label="Payments" id="tab-payments" aria-controls="list" component={Link} to={tab("payments")} />
      </Tabs>
      <div role="tabpanel" id="list" aria-labelledby={`tab-${shown}`}>
        {shown === "invoices" ? (
          <Invoices filter={filter} nameOfCustomer={nameOfCustomer} />
        ) : (
          <Payments filter={filter} nameOfCustomer={nameOfCustomer} />
        )}
      </div>
    </Page>
  );
}

function Invoices({ filter, nameOfCustomer }: ListProps) {
  const query = useInvoices(filter);
  const row = (invoice: Parameters<typeof invoiceRow>[0]) => invoiceRow(invoice, nameOfCustomer(invoice.customer_id));
  return <MoneyList what="invoices" query={query} page={filter.page} row={row} />;
}

function Payments({ filter, nameOfCustomer }: ListProps) {
  const query = usePayments(filter);
  const row = (payment: Parameters<typeof paymentRow>[0]) => paymentRow(payment, nameOfCustomer(payment.customer_id));
  return <MoneyList what="payments" query={query} page={filter.page} row={row} />;
}
