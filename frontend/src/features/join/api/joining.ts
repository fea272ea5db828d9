import { queryOptions, useQuery } from "@tanstack/react-query";
import { answer, client } from "../../../api/client";

/** How often the page asks by itself: after 1, 2, 4, 8, 8 … seconds, for about a minute. */
export const MOST_LOOKS = 10;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 8000;

/** How far the membership has come that was paid for on Stripe's page. */
export const joiningQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ["joining", sessionId],
    queryFn: ({ signal }) =>
      answer(client.GET("/stripe/joinings/{session_id}", { signal, params: { path: { session_id: sessionId } } })),
    staleTime: 0,
    refetchInterval: ({ state }) => {
      const isWaiting = state.data?.status === "complete" && !state.data.is_known;
      if (!isWaiting || state.dataUpdateCount >= MOST_LOOKS) return false;
      return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (state.dataUpdateCount - 1));
    },
  });

/** Tells of every look, also of one that found nothing new: they are counted. */
export const useJoining = (sessionId: string) => useQuery({ ...joiningQuery(sessionId), notifyOnChangeProps: "all" });
