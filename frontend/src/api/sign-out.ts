import { useMutation } from "@tanstack/react-query";
import { answer, client } from "./client";

export const useSignOut = () => useMutation({ mutationFn: () => answer(client.DELETE("/auth/session")) });
