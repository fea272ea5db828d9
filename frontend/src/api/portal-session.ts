import { useMutation } from "@tanstack/react-query";
import { leaveFor } from "../lib/leave";
import { answer, client } from "./client";

/** Opens Stripe's billing portal for one customer. */
export const useManageBilling = () =>
  useMutation({
    mutationFn: (customerId: string) =>
      answer(client.POST("/stripe/portal-sessions", { body: { customer_id: customerId } })),
    onSuccess: ({ url }) => leaveFor(url),
  });
