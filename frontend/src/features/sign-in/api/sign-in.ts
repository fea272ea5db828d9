import { useMutation } from "@tanstack/react-query";
import { answer, client } from "../../../api/client";
import { useGoOn } from "../../../api/go-on";

type Proof = { token: string; next?: string } | { code: string; next?: string };

/** Exchanges a link's token or a typed code for a session, then goes where the server says. */
export function useSignIn() {
  const goOn = useGoOn();
  return useMutation({
    mutationFn: (body: Proof) => answer(client.POST("/auth/token", { body })),
    onSuccess: goOn,
  });
}
