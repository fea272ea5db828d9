import { useMutation } from "@tanstack/react-query";
import { save } from "../../../api/behind";
import { client } from "../../../api/client";
import { useShowSaved } from "../../../api/my-memberships";
import type { Me } from "../../../api/types";
import type { Change } from "../fields";

function send({ target, objectId, metadata }: Change) {
  const body = { metadata };
  return target === "customer"
    ? save(client.PATCH("/stripe/customers/{customer_id}/metadata", { params: { path: { customer_id: objectId } }, body }))
    : save(
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
  const show = useShowSaved();
  return useMutation({
    mutationFn: send,
    onSuccess: (isBehind, change) => void show(isBehind, (me) => withChange(me, change)),
  });
}
