import { useMutation } from "@tanstack/react-query";
import { answer, client } from "../../../api/client";

/** Asks for the mail with link and code. The answer is the same whether or not the address is known. */
export const useAskForMail = () =>
  useMutation({
    mutationFn: (body: { email: string; next: string | undefined }) => answer(client.POST("/auth/sign-in", { body })),
  });
