import type { ComponentProps } from "react";
import type { Invoice, Payment } from "../../api/types";
import { shortDate } from "../../lib/dates";
import { money } from "../../lib/money";
import type { Mark, MoneyRow } from "./MoneyRow";

type Row = ComponentProps<typeof MoneyRow>;

const INVOICE_MARKS: Record<string, Mark> = {
  paid: { label: "Paid", tone: "good" },
  open: { label: "To pay", tone: "wanting" },
  draft: { label: "Draft", tone: "neutral" },
  void: { label: "Cancelled", tone: "neutral" },
  uncollectible: { label: "Written off", tone: "neutral" },
};

const PAYMENT_MARKS: Record<string, Mark> = {
  succeeded: { label: "Paid", tone: "good" },
  pending: { label: "On its way", tone: "calm" },
  failed: { label: "Failed", tone: "bad" },
};

const markOf = (marks: Record<string, Mark>, status: string): Mark =>
  marks[status] ?? { label: status, tone: "neutral" };

function invoiceTitle({ description, lines, number }: Invoice): string {
  const first = lines[0]?.description;
  const more = lines.length > 1 ? ` and ${lines.length - 1} more` : "";
  return description || (first ? first + more : `Invoice ${number}`);
}

/** An invoice as a row; `who` is shown where several people share the list. */
export function invoiceRow(invoice: Invoice, who: string): Row {
  const isOpen = invoice.status === "open" && invoice.amount_remaining_cents > 0;
  const open = money(invoice.amount_remaining_cents, invoice.currency);
  const isPartPaid = isOpen && invoice.amount_paid_cents > 0;
  return {
    title: invoiceTitle(invoice),
    details: [invoice.created_at ? shortDate(invoice.created_at) : "", who, invoice.number],
    amount: money(invoice.total_cents, invoice.currency),
    mark: markOf(INVOICE_MARKS, invoice.status),
    note: [isPartPaid && `${open} still to pay.`, isOpen && invoice.due_at && `Due on ${shortDate(invoice.due_at)}.`]
      .filter(Boolean)
      .join(" "),
    links: [
      { label: isOpen ? "Pay this invoice" : "View invoice", href: invoice.hosted_invoice_url },
      { label: "PDF", href: invoice.invoice_pdf },
    ],
  };
}

function paymentMark({ status, amount_cents, amount_refunded_cents }: Payment): Mark {
  if (amount_refunded_cents >= amount_cents && amount_cents > 0) return { label: "Refunded", tone: "neutral" };
  return markOf(PAYMENT_MARKS, status);
}

/** A payment as a row. */
export function paymentRow(payment: Payment, who: string): Row {
  const refunded = payment.amount_refunded_cents > 0;
  return {
    title: payment.description || "Payment",
    details: [shortDate(payment.created_at), who, payment.method],
    amount: money(payment.amount_cents, payment.currency),
    mark: paymentMark(payment),
    note: payment.failure_message || (refunded ? `${money(payment.amount_refunded_cents, payment.currency)} given back.` : ""),
    links: [{ label: "Receipt", href: payment.receipt_url }],
  };
}
