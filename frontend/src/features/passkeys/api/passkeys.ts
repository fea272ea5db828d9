import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/browser";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client } from "../../../api/client";
import { sessionQuery } from "../../../api/session";
import { webauthn } from "../../../lib/passkeys";

const passkeysQuery = queryOptions({
  queryKey: ["passkeys"],
  queryFn: ({ signal }) => answer(client.GET("/auth/passkeys", { signal })),
});

export const usePasskeys = () => useQuery(passkeysQuery);

/** Lets the device make a passkey and keeps it under that name. */
export function useAddPasskey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (name: string) => {
      const [{ options }, { startRegistration }] = await Promise.all([answer(client.POST("/auth/passkeys/options")), webauthn()]);
      const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
      const credential = { ...(await startRegistration({ optionsJSON })) };
      return answer(client.POST("/auth/passkeys", { body: { name, credential } }));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: passkeysQuery.queryKey }),
  });
}

/** Reads the list again, also when somebody else was quicker, and what the session may still do without it. */
export function useRemovePasskey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (passkey_id: number) => answer(client.DELETE("/auth/passkeys/{passkey_id}", { params: { path: { passkey_id } } })),
    onSettled: () =>
      Promise.all([passkeysQuery, sessionQuery].map(({ queryKey }) => cache.invalidateQueries({ queryKey }))),
  });
}
