import type { Subscription } from "../../api/types";
import { longDate } from "../../lib/dates";
import { pricePerInterval } from "../../lib/money";
import type { Fact } from "../../components/Facts";
import { endsAt } from "./sentence";

const fact = (label: string, iso: string | null): Fact => ({ label, value: iso && longDate(iso) });

function nextDate(subscription: Subscription): Fact {
  if (subscription.ended_at) return fact("Ended", subscription.ended_at);
  const end = endsAt(subscription);
  if (end) return fact("Ends", end);
  if (subscription.status === "trialing") return fact("Trial ends", subscription.trial_end_at);
  const renews = ["active", "past_due"].includes(subscription.status);
  return fact("Renews", renews ? subscription.current_period_end_at : null);
}

/** What there is to know about one subscription. */
export const subscriptionFacts = (subscription: Subscription): Fact[] => [
  { label: "Plan", value: subscription.plan_name },
  { label: "Price", value: pricePerInterval(subscription) },
  nextDate(subscription),
  fact("Started", subscription.start_at),
  {
    label: "How you pay",
    value: subscription.collection_method === "send_invoice" ? "By invoice" : "By card or direct debit",
  },
];
