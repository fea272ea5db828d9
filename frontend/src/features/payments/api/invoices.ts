import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { answer, client } from "../../../api/client";

export const PAGE_SIZE = 20;

export interface ListFilter {
  page: number;
  customer?: string;
}

export const invoicesQuery = ({ page, customer }: ListFilter) =>
  queryOptions({
    queryKey: ["invoices", { page, customer }],
    queryFn: ({ signal }) =>
      answer(client.GET("/postgres/invoices", { signal, params: { query: { page, page_size: PAGE_SIZE, customer } } })),
    placeholderData: keepPreviousData,
  });

export const useInvoices = (filter: ListFilter) => useQuery(invoicesQuery(filter));
