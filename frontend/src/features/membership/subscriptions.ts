import type { Membership, Subscription } from "../../api/types";

const OVER = new Set(["canceled", "incomplete_expired"]);

export const isOver = ({ status }: Subscription): boolean => OVER.has(status);

const latest = (subscription: Subscription): string =>
  subscription.ended_at ?? subscription.current_period_end_at ?? subscription.start_at ?? "";

/** The subscription that the member's status comes from: of that status, the latest one. */
export function countingSubscription(member: Membership): Subscription | undefined {
  const newestFirst = [...member.subscriptions].sort((a, b) => latest(b).localeCompare(latest(a)));
  return newestFirst.find(({ status }) => status === member.status) ?? newestFirst[0];
}
