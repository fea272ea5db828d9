import Card from "@mui/material/Card";
import Pagination from "@mui/material/Pagination";
import PaginationItem from "@mui/material/PaginationItem";
import { mdiReceiptTextOutline } from "@mdi/js";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ComponentProps, Fragment } from "react";
import { Link, useLocation } from "react-router";
import { EmptyPanel } from "../../components/EmptyPanel";
import { ErrorPanel } from "../../components/ErrorPanel";
import { LoadingCards } from "../../components/LoadingCards";
import { PAGE_SIZE } from "./api/invoices";
import { MoneyRow } from "./MoneyRow";

interface MoneyListProps<T> {
  /** What the list holds, in the plural: `invoices`. */
  what: string;
  query: UseQueryResult<{ count: number; results: T[] }>;
  page: number;
  row: (item: T) => ComponentProps<typeof MoneyRow>;
}

/** A page of invoices or payments with its loading, empty and error states. */
export function MoneyList<T extends { id: string }>({ what, query, page, row }: MoneyListProps<T>) {
  if (query.isPending) return <LoadingCards label={`Loading your ${what}`} lines={5} />;
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  const { count, results } = query.data;
  if (count === 0)
    return (
      <EmptyPanel icon={mdiReceiptTextOutline} title={`No ${what} yet`}>
        They appear here as soon as there is one.
      </EmptyPanel>
    );
  return (
    <div className="flex flex-col gap-4" aria-busy={query.isPlaceholderData}>
      <Card sx={{ opacity: query.isPlaceholderData ? 0.6 : 1 }}>
        <ul className="m-0 list-none divide-y divide-(--mui-palette-divider) p-0" aria-label={`Your ${what}`}>
          {results.map((item) => (
            <Fragment key={item.id}>
              <MoneyRow {...row(item)} />
            </Fragment>
          ))}
        </ul>
      </Card>
      <Pages count={Math.ceil(count / PAGE_SIZE)} page={page} />
    </div>
  );
}

function Pages({ count, page }: { count: number; page: number }) {
  const { search } = useLocation();
  if (count < 2) return null;
  const address = (number: number | null) => {
    const to = new URLSearchParams(search);
    to.set("page", String(number ?? 1));
    return `?${to.toString()}`;
  };
  return (
    <Pagination
      className="self-center"
      count={count}
      page={page}
      siblingCount={0}
      color="primary"
      renderItem={(item) => <PaginationItem component={Link} to={address(item.page)} {...item} />}
    />
  );
}
