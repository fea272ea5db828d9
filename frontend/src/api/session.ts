import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { answer, client } from "./client";
import { ApiError } from "./errors";
import type { Session } from "./types";

/** `farewell` says why a session that was there a moment ago is over. */
type SessionNow = Session & { farewell?: string };

const readSession = (signal: AbortSignal) => answer(client.GET("/auth/session", { signal }));

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<SessionNow> => {
    try {
      return await readSession(signal);
    } catch (error) {
      if (!(error instanceof ApiError && error.endsSession)) throw error;
      return { ...(await readSession(signal)), farewell: error.farewell };
    }
  },
  staleTime: 60_000,
});

export const useSession = () => useQuery(sessionQuery);

/** The session inside the signed-in part of the app, where it has been read already. */
export const useSignedIn = (): SessionNow => useSuspenseQuery(sessionQuery).data;

/** The club's name, or a word that fits before it is known. */
export const useClubName = (unknown = "Membership"): string => useQuery(sessionQuery).data?.club_name || unknown;
