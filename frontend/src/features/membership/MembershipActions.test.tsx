import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Subscription } from "../../api/types";
import { myMembershipsQuery } from "../../api/my-memberships";
import { aMembership, aPlan, aSubscription } from "../../test/fixtures";
import { openApp } from "../../test/render";
import { answers, mayDo, offersPlans, refuses, savesBehind } from "../../test/server";

const SUBSCRIPTION = "/stripe/subscriptions/sub_1";
const PREVIEW = {
  due_now_cents: 34000,
  currency: "gbp",
  lines: [
    { description: "Unused time on Adult", amount_cents: -18000 },
    { description: "Remaining time on Family", amount_cents: 52000 },
  ],
  next_amount_cents: 52000,
  next_payment_at: "2027-03-14T10:00:00Z",
  proration_date: 1800000000,
};
const has = (changes: Partial<Subscription> = {}, allowed = {}) =>
  mayDo(allowed, aMembership({ subscriptions: [aSubscription(changes)] }));

test("ending says what happens, and does it only after the second press", async () => {
  has();
  const sent = answers("post", `${SUBSCRIPTION}/cancel`, {});
  const { user } = openApp("/");
  await user.click(await screen.findByRole("button", { name: "End membership" }));
  const dialog = within(await screen.findByRole("dialog", { name: "End Adult?" }));
  expect(dialog.getByText(/until 14 March 2027 and ends then\. Nothing more is charged/)).toBeVisible();
  expect(sent).toHaveLength(0);
  has({ cancel_at_period_end: true });
  await user.click(dialog.getByRole("button", { name: "End it on 14 March 2027" }));
  expect(await screen.findByRole("button", { name: "Keep my membership" })).toBeVisible();
  expect(sent[0]?.body).toEqual({ at_period_end: true });
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
});

test("Escape leaves everything as it is", async () => {
  has();
  const { user } = openApp("/");
  await user.click(await screen.findByRole("button", { name: "End membership" }));
  await screen.findByRole("dialog");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
});

test("a coming end is taken back", async () => {
  has({ cancel_at_period_end: true });
  const sent = answers("post", `${SUBSCRIPTION}/resume`, {});
  const { user } = openApp("/");
  const keep = await screen.findByRole("button", { name: "Keep my membership" });
  has();
  await user.click(keep);
  expect(await screen.findByRole("button", { name: "End membership" })).toBeVisible();
  expect(sent).toHaveLength(1);
});

test("what the server shows only later is said to be saved, until it shows", async () => {
  has({ cancel_at_period_end: true });
  savesBehind("post", `${SUBSCRIPTION}/resume`);
  const { user, cache } = openApp("/");
  await user.click(await screen.findByRole("button", { name: "Keep my membership" }));
  expect(await screen.findByText(/^Saved\. It shows here a little later/)).toBeVisible();
  await cache.refetchQueries(myMembershipsQuery);
  expect(screen.getByText(/^Saved\. It shows here a little later/)).toBeVisible();
  has();
  await cache.refetchQueries(myMembershipsQuery);
  expect(await screen.findByRole("button", { name: "End membership" })).toBeVisible();
  expect(screen.queryByText(/It shows here a little later/)).not.toBeInTheDocument();
});

test("what never shows is not waited for without end", async () => {
  has({ cancel_at_period_end: true });
  savesBehind("post", `${SUBSCRIPTION}/resume`);
  const { user, cache } = openApp("/");
  await user.click(await screen.findByRole("button", { name: "Keep my membership" }));
  expect(await screen.findByText(/^Saved\. It shows here a little later/)).toBeVisible();
  const now = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 6 * 60_000);
  await cache.refetchQueries(myMembershipsQuery);
  await waitFor(() => expect(screen.queryByText(/It shows here a little later/)).not.toBeInTheDocument());
  now.mockRestore();
});

test("a change shows what it costs and pays just that", async () => {
  has();
  offersPlans(aPlan(), aPlan({ price_id: "price_1", name: "Adult" }), aPlan({ price_id: "price_9", joining: "nobody" }));
  answers("post", `${SUBSCRIPTION}/change-preview`, PREVIEW);
  const sent = answers("post", `${SUBSCRIPTION}/change`, {});
  const { user } = openApp("/");
  await user.click(await screen.findByRole("button", { name: "Change plan" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Change Adult" }));
  expect(await dialog.findByText("£340.00 is charged now.")).toBeVisible();
  expect(dialog.getByText("Next payment: £520.00 on 14 March 2027.")).toBeVisible();
  expect(dialog.getByLabelText("New plan").querySelectorAll("option")).toHaveLength(1);
  await user.click(dialog.getByRole("button", { name: "Change and pay £340.00" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(sent[0]?.body).toEqual({ price_id: "price_2", when: "now", proration_date: 1800000000 });
});

test("a change can wait for the renewal", async () => {
  has();
  offersPlans(aPlan());
  answers("post", `${SUBSCRIPTION}/change-preview`, { ...PREVIEW, due_now_cents: 0, lines: [], proration_date: null });
  const sent = answers("post", `${SUBSCRIPTION}/change`, {});
  const { user } = openApp("/");
  await user.click(await screen.findByRole("button", { name: "Change plan" }));
  await user.selectOptions(await screen.findByLabelText("When"), "At the renewal on 14 Mar 2027");
  await user.click(await screen.findByRole("button", { name: "Change at the renewal" }));
  await waitFor(() => expect(sent[0]?.body).toEqual({ price_id: "price_2", when: "renewal" }));
});

test("a planned change is shown and can be dropped", async () => {
  has({ next_price_id: "price_2" });
  offersPlans(aPlan());
  const sent = answers("post", `${SUBSCRIPTION}/resume`, {});
  const { user } = openApp("/");
  expect(await screen.findByText("Changes to Family on 14 March 2027.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Stay with Adult" }));
  await waitFor(() => expect(sent).toHaveLength(1));
});

test("a refusal stays in the dialog, in the server's words", async () => {
  has();
  refuses("post", `${SUBSCRIPTION}/cancel`, 503, "stripe_unavailable", "Stripe cannot be reached at the moment.");
  const { user } = openApp("/");
  await user.click(await screen.findByRole("button", { name: "End membership" }));
  await user.click(await screen.findByRole("button", { name: "End it on 14 March 2027" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Stripe cannot be reached at the moment.");
});

test("what the club keeps to itself is not there", async () => {
  has({}, { change: false, cancel: false, come_back: false });
  openApp("/");
  await screen.findByRole("article");
  expect(screen.queryByRole("button", { name: "End membership" })).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Change plan" })).not.toBeInTheDocument();
});

test("what is over can be joined again", async () => {
  mayDo({}, aMembership({ status: "canceled", subscriptions: [aSubscription({ status: "canceled", ended_at: "2026-01-01T00:00:00Z" })] }));
  openApp("/");
  expect(await screen.findByRole("link", { name: "Join again" })).toHaveAttribute("href", "/join");
});
