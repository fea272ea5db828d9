import { queryOptions, useQuery } from "@tanstack/react-query";
import { answer, client } from "./client";

/** What the club offers, in its own order; anybody may read it. */
export const plansQuery = queryOptions({
  queryKey: ["plans"],
  queryFn: async ({ signal }) => (await answer(client.GET("/postgres/plans", { signal, params: { query: { page_size: 100 } } }))).results,
});

export const usePlans = () => useQuery(plansQuery);
