import { queryOptions, skipToken, useQuery, type QueryClient } from "@tanstack/react-query";
import { answer, type Reply } from "./client";
import type { Me } from "./types";

const LONGEST = 5 * 60_000;

/** What the server showed before a save that Stripe has and the server does not show yet; null after none. */
interface Behind {
  before: Me;
  until: number;
}

const behindQuery = queryOptions<Behind | null>({
  queryKey: ["behind"],
  queryFn: skipToken,
  initialData: null,
  gcTime: Infinity,
});

export const useIsBehind = (): boolean => useQuery(behindQuery).data !== null;

/** Sends what is to be saved; answers whether it shows only later, which the server says in a header. */
export async function save(reply: Promise<Reply<unknown>>): Promise<boolean> {
  await answer(reply);
  return (await reply).response.headers.has("Mirror-Behind");
}

export const noteBehind = (cache: QueryClient, before: Me): void => {
  cache.setQueryData(behindQuery.queryKey, (noted) => ({ before: noted?.before ?? before, until: Date.now() + LONGEST }));
};

/** Whether what the server shows is still what it showed before the save. */
export function isStillBehind(cache: QueryClient, now: Me): boolean {
  const noted = cache.getQueryData(behindQuery.queryKey);
  if (!noted) return false;
  const isOver = Date.now() > noted.until || JSON.stringify(now) !== JSON.stringify(noted.before);
  if (isOver) cache.setQueryData(behindQuery.queryKey, null);
  return !isOver;
}
