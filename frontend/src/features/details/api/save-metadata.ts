import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, client } from "../../../api/client";
import { myMembershipsQuery } from "../../../api/my-memberships";
import type { Me } from "../../../api/types";
import type { Change } from "../fields";

function send({ target, objectId, metadata }: Change) {
  const body = { metadata };
  return target === "customer"
    ? answer(client.PATCH("/stripe/customers/{customer_id}/metadata", { params: { path: { customer_id: objectId } }, body }))
    : answer(
        client.PATCH("/stripe/subscriptions/{subscription_id}/metadata", {
          params: { path: { subscription_id: objectId } },
          body,
        }),
      );
}

function withChange(me: Me, { objectId, metadata }: Change): Me {
  const memberships = me.memberships.map((member) => ({
    ...member,
    fields: member.fields.map((field) =>
      field.object_id === objectId && field.key in metadata ? { ...field, value: metadata[field.key] ?? "" } : field,
    ),
  }));
  return { ...me, memberships };
}

/** Writes the changed keys of one object to Stripe, shows them at once and reads everything again. */
export function useSaveMetadata() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (_, change) => {
      cache.setQueryData(myMembershipsQuery.queryKey, (me) => me && withChange(me, change));
      void cache.invalidateQueries({ queryKey: myMembershipsQuery.queryKey });
    },
  });
}
