import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { useMutation } from "@tanstack/react-query";
import { webauthn } from "../lib/passkeys";
import { answer, client } from "./client";
import { useGoOn } from "./go-on";

/** Lets the device sign, exchanges that for a session, then goes where the server says. */
export function usePasskeySignIn() {
  const goOn = useGoOn();
  return useMutation({
    mutationFn: async (next: string | undefined) => {
      const [{ options }, { startAuthentication }] = await Promise.all([answer(client.POST("/auth/passkey/options")), webauthn()]);
      const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
      const credential = { ...(await startAuthentication({ optionsJSON })) };
      return answer(client.POST("/auth/passkey", { body: { credential, next } }));
    },
    onSuccess: goOn,
  });
}
