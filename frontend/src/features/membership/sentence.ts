import type { Subscription } from "../../api/types";
import { longDate } from "../../lib/dates";
import { pricePerInterval } from "../../lib/money";

const day = (iso: string | null, before = ""): string => (iso ? `${before}${longDate(iso)}` : "");

/** When the subscription will end, if somebody has asked for that. */
export const endsAt = (subscription: Subscription): string | null =>
  subscription.cancel_at ?? (subscription.cancel_at_period_end ? subscription.current_period_end_at : null);

function active(subscription: Subscription): string {
  const end = endsAt(subscription);
  if (end) return `Active until ${longDate(end)}. It will not renew after that.`;
  if (subscription.next_price_id) return `Active${day(subscription.current_period_end_at, ": renews on ")}, with another plan from then on.`;
  const price = pricePerInterval({ ...subscription, interval: null });
  const cost = price ? ` for ${price}` : "";
  return subscription.current_period_end_at
    ? `Active: renews on ${longDate(subscription.current_period_end_at)}${cost}.`
    : "Active.";
}

function trialing(subscription: Subscription): string {
  const end = endsAt(subscription);
  const trialEnd = subscription.trial_end_at ?? subscription.current_period_end_at;
  if (end) return `On trial until ${longDate(end)}. It will not go on after that.`;
  const price = pricePerInterval(subscription);
  return `On trial${day(trialEnd, " until ")}.${price ? ` After that it costs ${price}.` : ""}`;
}

/** What a membership's state means for the person who has it. */
export function statusSentence(status: string, subscription?: Subscription, pastDueSince?: string | null): string {
  if (!subscription || status === "none") return "There is no membership yet. Ask the club to set one up for you.";
  switch (status) {
    case "active":
      return active(subscription);
    case "trialing":
      return trialing(subscription);
    case "past_due":
      return `A payment has been due${day(pastDueSince ?? null, " since ")}. Pay it to keep the membership.`;
    case "unpaid":
      return "On hold, because payments failed. Pay what is open to take it up again.";
    case "paused":
      return "Paused: nothing is charged, and it does not count as membership until it is taken up again.";
    case "incomplete":
      return "The first payment has not gone through yet. Pay it to start the membership.";
    case "incomplete_expired":
      return "The first payment was not made in time, so this membership never started. Ask the club to set it up again.";
    case "canceled":
      return `Ended${day(subscription.ended_at, " on ")}. To come back, ask the club's membership secretary.`;
    default:
      return "Ask the club what this means for you.";
  }
}

/** True where paying is what the person should do next. */
export const owesPayment = (status: string): boolean => ["past_due", "unpaid", "incomplete"].includes(status);
