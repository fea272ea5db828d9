import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client } from "../../../api/client";

const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => answer(client.GET("/auth/sessions", { signal })),
});

export const useSessions = () => useQuery(sessionsQuery);

/** Signs out in one place; reads the list again, also when somebody else was quicker. */
export function useEndSession() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (session_id: string) =>
      answer(client.DELETE("/auth/sessions/{session_id}", { params: { path: { session_id } } })),
    onSettled: () => cache.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export const useEndAllSessions = () => useMutation({ mutationFn: () => answer(client.DELETE("/auth/sessions")) });
