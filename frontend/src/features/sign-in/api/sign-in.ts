import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { answer, client } from "../../../api/client";
import { leaveFor } from "../../../lib/leave";
import { isServerPage, safePath } from "../../../lib/paths";

type Proof = { token: string; next?: string } | { code: string; next?: string };

/** Exchanges a link's token or a typed code for a session, then goes where the server says. */
export function useSignIn() {
  const cache = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: Proof) => answer(client.POST("/auth/token", { body })),
    onSuccess: async ({ next }) => {
      const path = safePath(next);
      cache.clear();
      if (isServerPage(path)) leaveFor(path);
      else await navigate(path, { replace: true });
    },
  });
}
