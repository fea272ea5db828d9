import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { save } from "../../../api/behind";
import { answer, client } from "../../../api/client";
import { useShowSaved } from "../../../api/my-memberships";

export type When = "now" | "renewal";
export interface Wish {
  subscriptionId: string;
  price_id: string;
  when: When;
}

const at = (subscriptionId: string) => ({ params: { path: { subscription_id: subscriptionId } } });

/** What a change would cost, by Stripe's own reckoning. */
export const changePreviewQuery = ({ subscriptionId, ...body }: Wish) =>
  queryOptions({
    queryKey: ["change-preview", subscriptionId, body],
    queryFn: ({ signal }) =>
      answer(client.POST("/stripe/subscriptions/{subscription_id}/change-preview", { ...at(subscriptionId), body, signal })),
    enabled: body.price_id !== "",
    staleTime: 60_000,
  });

export const useChangePreview = (wish: Wish) => useQuery(changePreviewQuery(wish));

interface End {
  step: "cancel" | "resume";
  subscriptionId: string;
}
interface Change extends Wish {
  step: "change";
  proration_date?: number;
}

function send(wish: End | Change) {
  const where = at(wish.subscriptionId);
  if (wish.step === "change") return save(client.POST("/stripe/subscriptions/{subscription_id}/change", { ...where, body: changeBody(wish) }));
  if (wish.step === "resume") return save(client.POST("/stripe/subscriptions/{subscription_id}/resume", where));
  return save(client.POST("/stripe/subscriptions/{subscription_id}/cancel", { ...where, body: { at_period_end: true } }));
}

const changeBody = ({ price_id, when, proration_date }: Change) => ({ price_id, when, proration_date });

/** Ends, keeps or changes one's own membership, then reads it again. */
export function useChangeMembership() {
  const show = useShowSaved();
  return useMutation({ mutationFn: send, onSuccess: (isBehind) => show(isBehind) });
}
