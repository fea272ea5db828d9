import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { isStillBehind, noteBehind, useIsBehind } from "./behind";
import { answer, client } from "./client";
import type { Me } from "./types";

const LOOK_AGAIN = 5000;

/** What was saved stays as it is shown until the server shows it too. */
export const myMembershipsQuery = queryOptions({
  queryKey: ["members", "me"],
  queryFn: async ({ signal, client: cache, queryKey }): Promise<Me> => {
    const me = await answer(client.GET("/postgres/members/me", { signal }));
    return isStillBehind(cache, me) ? (cache.getQueryData<Me>(queryKey) ?? me) : me;
  },
});

export function useMyMemberships() {
  const isBehind = useIsBehind();
  return useQuery({ ...myMembershipsQuery, refetchInterval: isBehind && LOOK_AGAIN });
}

/** To be called after a save: shows it, as far as `change` knows how, and reads everything again. */
export function useShowSaved() {
  const cache = useQueryClient();
  const { queryKey } = myMembershipsQuery;
  return async (isBehind: boolean, change: (me: Me) => Me = (me) => me) => {
    const before = cache.getQueryData(queryKey);
    if (before) cache.setQueryData(queryKey, change(before));
    if (before && isBehind) noteBehind(cache, before);
    else await cache.invalidateQueries({ queryKey });
  };
}
