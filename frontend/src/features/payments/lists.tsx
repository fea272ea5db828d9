import type { Invoice, Membership, Payment } from "../../api/types";
import { nameOf } from "../../components/member";
import { type ListFilter, useInvoices } from "./api/invoices";
import { usePayments } from "./api/payments";
import { MoneyList } from "./MoneyList";
import { invoiceRow, paymentRow } from "./rows";

interface ListProps {
  filter: ListFilter;
  members: Membership[];
}

/** Whose row it is, where several people share the list. */
function who(members: Membership[], customerId: string | null): string {
  const owner = members.find(({ customer_id }) => customer_id === customerId);
  return owner && members.length > 1 ? nameOf(owner) : "";
}

export function Invoices({ filter, members }: ListProps) {
  const query = useInvoices(filter);
  const row = (invoice: Invoice) => invoiceRow(invoice, who(members, invoice.customer_id));
  return <MoneyList what="invoices" query={query} page={filter.page} row={row} />;
}

export function Payments({ filter, members }: ListProps) {
  const query = usePayments(filter);
  const row = (payment: Payment) => paymentRow(payment, who(members, payment.customer_id));
  return <MoneyList what="payments" query={query} page={filter.page} row={row} />;
}
