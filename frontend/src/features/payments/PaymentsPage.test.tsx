import { screen, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { aMembership, anInvoice, aPayment } from "../../test/fixtures";
import { openApp } from "../../test/render";
import { answers, hangs, hasMemberships, refuses, signedInAs } from "../../test/server";

const INVOICES = "/postgres/invoices";
const PAYMENTS = "/postgres/payments";
const page = <T,>(results: T[], count = results.length) => ({ count, next: null, previous: null, results });

beforeEach(() => {
  hasMemberships(aMembership());
});

test("lists invoices: when, what for, how much, how it stands, where to read it", async () => {
  answers("get", INVOICES, page([anInvoice()]));
  openApp("/payments");
  const row = within(await screen.findByRole("list", { name: "Your invoices" })).getByRole("listitem");
  expect(row).toHaveTextContent("1 × Adult (at £180.00 / year)");
  expect(row).toHaveTextContent("14 Mar 2026 · RTC-0001");
  expect(within(row).getByText("£180.00")).toBeVisible();
  expect(within(row).getByText("Paid")).toBeVisible();
  expect(within(row).getByRole("link", { name: /^View invoice/ })).toHaveAttribute("href", "https://invoice.stripe.com/i/1");
  expect(within(row).getByRole("link", { name: /^PDF/ })).toHaveAttribute("href", "https://pay.stripe.com/invoice/1/pdf");
});

test("an open invoice says what is still to pay, and leads to paying", async () => {
  const open = anInvoice({ status: "open", amount_paid_cents: 5000, amount_remaining_cents: 13000, due_at: "2026-12-01T12:00:00Z" });
  answers("get", INVOICES, page([open]));
  openApp("/payments");
  const row = await screen.findByRole("listitem");
  expect(row).toHaveTextContent("£130.00 still to pay. Due on 1 Dec 2026.");
  expect(within(row).getByText("To pay")).toBeVisible();
  expect(within(row).getByRole("link", { name: /^Pay this invoice/ })).toBeVisible();
});

test("an invoice in yen has no decimals", async () => {
  answers("get", INVOICES, page([anInvoice({ currency: "jpy", total_cents: 18000 })]));
  openApp("/payments");
  expect(await screen.findByText("JP¥18,000")).toBeVisible();
});

test("payments are a tab away, with refunds and failures", async () => {
  answers("get", INVOICES, page([]));
  answers(
    "get",
    PAYMENTS,
    page([
      aPayment({ id: "ch_3", status: "failed", failure_message: "Your card has insufficient funds.", receipt_url: "" }),
      aPayment({ id: "ch_2", amount_refunded_cents: 18000 }),
      aPayment(),
    ]),
  );
  const { user } = openApp("/payments");
  await user.click(await screen.findByRole("tab", { name: "Payments" }));
  const [failed, refunded, paid] = within(await screen.findByRole("list", { name: "Your payments" })).getAllByRole("listitem");
  expect(failed).toHaveTextContent(/Failed.*Your card has insufficient funds\./);
  expect(refunded).toHaveTextContent(/Refunded.*£180\.00 given back\./);
  expect(paid).toHaveTextContent(/14 Mar 2026 · Visa •••• 4242/);
  expect(window.location.search).toBe("?show=payments");
});

test("pages are in the address bar", async () => {
  const asked = answers("get", INVOICES, page([anInvoice()], 45));
  const { user } = openApp("/payments?member=cus_1");
  await user.click(await screen.findByRole("link", { name: "Go to page 3" }));
  expect(await screen.findByRole("link", { name: "page 3", current: "page" })).toBeVisible();
  expect(window.location.search).toBe("?member=cus_1&page=3");
  expect(asked.at(-1)?.path).toBe("/postgres/invoices?page=3&page_size=20&customer=cus_1");
});

test("a family sees whose invoice it is and can choose", async () => {
  hasMemberships(aMembership(), aMembership({ customer_id: "cus_2", name: "Ben Ashford" }));
  const asked = answers("get", INVOICES, page([anInvoice({ customer_id: "cus_2" })]));
  const { user } = openApp("/payments");
  expect(await screen.findByText(/14 Mar 2026 · Ben Ashford/)).toBeVisible();
  expect(asked.at(-1)?.path).not.toContain("customer=");
  await user.selectOptions(screen.getByRole("combobox", { name: "Member" }), "Ben Ashford");
  await screen.findByText(/14 Mar 2026 · Ben Ashford/);
  expect(window.location.search).toBe("?member=cus_2");
});

test("staff see their own invoices here, not the whole club's", async () => {
  signedInAs({ role: "admin" });
  const asked = answers("get", INVOICES, page([anInvoice()]));
  openApp("/payments?member=cus_somebody_else");
  await screen.findByRole("list", { name: "Your invoices" });
  expect(asked.map(({ path }) => path)).toEqual(["/postgres/invoices?page=1&page_size=20&customer=cus_1"]);
});

test("staff without a membership see none, and nothing is asked for", async () => {
  signedInAs({ role: "admin", is_member: false });
  hasMemberships();
  const asked = answers("get", INVOICES, page([anInvoice()]));
  openApp("/payments");
  expect(await screen.findByRole("heading", { name: "No invoices yet" })).toBeVisible();
  expect(asked).toHaveLength(0);
});

test("loading", async () => {
  hangs("get", INVOICES);
  openApp("/payments");
  expect(await screen.findByRole("status", { name: "Loading your invoices" })).toBeVisible();
});

test.each([
  ["/payments", INVOICES, "No invoices yet"],
  ["/payments?show=payments", PAYMENTS, "No payments yet"],
])("nothing at %s", async (address, path, heading) => {
  answers("get", path, page([]));
  openApp(address);
  expect(await screen.findByRole("heading", { name: heading })).toBeVisible();
});

test("an error can be tried again", async () => {
  refuses("get", INVOICES, 500, "error", "");
  const { user } = openApp("/payments");
  expect(await screen.findByRole("alert")).toBeVisible();
  answers("get", INVOICES, page([anInvoice()]));
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("list", { name: "Your invoices" })).toBeVisible();
});
