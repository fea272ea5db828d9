import { expect, test } from "vitest";
import type { Subscription } from "../../api/types";
import { aSubscription } from "../../test/fixtures";
import { statusSentence } from "./sentence";

const trial = { status: "trialing" as const, trial_end_at: "2027-01-31T00:00:00Z", current_period_end_at: "2027-01-31T00:00:00Z" };

test.each<[Subscription["status"], Partial<Subscription>, string]>([
  ["active", {}, "Active: renews on 14 March 2027 for £180.00."],
  ["active", { next_price_id: "price_2" }, "Active: renews on 14 March 2027, with another plan from then on."],
  ["active", { quantity: 2, amount_cents: 36000 }, "Active: renews on 14 March 2027 for £360.00."],
  ["active", { cancel_at_period_end: true }, "Active until 14 March 2027. It will not renew after that."],
  ["active", { cancel_at: "2026-12-31T12:00:00Z" }, "Active until 31 December 2026. It will not renew after that."],
  ["trialing", trial, "On trial until 31 January 2027. After that it costs £180.00 a year."],
  ["trialing", { ...trial, cancel_at_period_end: true }, "On trial until 31 January 2027. It will not go on after that."],
  ["canceled", { ended_at: "2025-06-30T12:00:00Z" }, "Ended on 30 June 2025. To come back, ask the club's membership secretary."],
])("%s with %o", (status, changes, sentence) => {
  expect(statusSentence(status, aSubscription({ status, ...changes }))).toBe(sentence);
});

test("past due says since when", () => {
  const sentence = statusSentence("past_due", aSubscription({ status: "past_due" }), "2026-11-02T10:00:00Z");
  expect(sentence).toBe("A payment has been due since 2 November 2026. Pay it to keep the membership.");
});

test("nobody without a subscription is told that they are a member", () => {
  expect(statusSentence("none")).toBe("There is no membership yet. Ask the club to set one up for you.");
});

test.each(["paused", "unpaid", "incomplete", "incomplete_expired"] as const)("%s has a sentence of its own", (status) => {
  const sentence = statusSentence(status, aSubscription({ status }));
  expect(sentence).not.toBe(statusSentence("unheard_of", aSubscription()));
  expect(sentence).not.toMatch(/^Active/);
});
