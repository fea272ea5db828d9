import { useMutation } from "@tanstack/react-query";
import { answer, client } from "../../../api/client";
import { leaveFor } from "../../../lib/leave";

/** Asks for a mail with a link to pay. The answer is the same whether or not the address is known. */
export const useAskToJoin = () =>
  useMutation({
    mutationFn: (body: { email: string; price_id: string; birth_date?: string }) =>
      answer(client.POST("/stripe/joinings", { body })),
  });

/** Opens Stripe's page that begins a membership, for somebody who is signed in. */
export const useOpenCheckout = () =>
  useMutation({
    mutationFn: (body: { price_id: string; customer_id?: string; birth_date?: string }) =>
      answer(client.POST("/stripe/checkout-sessions", { body })),
    onSuccess: ({ url }) => leaveFor(url),
  });
