import { queryOptions, useQuery } from "@tanstack/react-query";
import { answer, client } from "./client";

export const myMembershipsQuery = queryOptions({
  queryKey: ["members", "me"],
  queryFn: ({ signal }) => answer(client.GET("/postgres/members/me", { signal })),
});

export const useMyMemberships = () => useQuery(myMembershipsQuery);
