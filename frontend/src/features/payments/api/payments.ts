import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { answer, client } from "../../../api/client";
import { type ListFilter, PAGE_SIZE } from "./invoices";

export const paymentsQuery = ({ page, customer }: ListFilter) =>
  queryOptions({
    queryKey: ["payments", { page, customer }],
    queryFn: ({ signal }) =>
      answer(client.GET("/postgres/payments", { signal, params: { query: { page, page_size: PAGE_SIZE, customer } } })),
    placeholderData: keepPreviousData,
  });

export const usePayments = (filter: ListFilter) => useQuery(paymentsQuery(filter));
