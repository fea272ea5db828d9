import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { answer, client } from "./client";

export const useSignOut = () => useMutation({ mutationFn: () => answer(client.DELETE("/auth/session")) });

/** Leads to the sign-in page and forgets whatever was read while somebody was signed in. */
export function useForgetSession() {
  const cache = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await navigate("/sign-in", { state: { notice: "You are signed out." }, replace: true });
    cache.clear();
  };
}
