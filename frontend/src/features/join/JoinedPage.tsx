import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import CircularProgress from "@mui/material/CircularProgress";
import Typography from "@mui/material/Typography";
import { mdiCheckCircleOutline, mdiCreditCardOffOutline, mdiTimerSandComplete } from "@mdi/js";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useSearchParams } from "react-router";
import { ApiError } from "../../api/errors";
import { myMembershipsQuery } from "../../api/my-memberships";
import { sessionQuery, useSession } from "../../api/session";
import { EmptyPanel } from "../../components/EmptyPanel";
import { ErrorPanel } from "../../components/ErrorPanel";
import { Page } from "../../components/Page";
import { joiningQuery, MOST_LOOKS, useJoining } from "./api/joining";

/** Where Stripe's page leads back to: waits until the membership has arrived. */
export function JoinedPage() {
  const [search] = useSearchParams();
  const id = search.get("session_id");
  return (
    <Page title="Your membership">{id ? <Standing id={id} /> : <NoPayment />}</Page>
  );
}

function Standing({ id }: { id: string }) {
  const joining = useJoining(id);
  const cache = useQueryClient();
  const isKnown = joining.data?.is_known;
  useEffect(() => {
    if (!isKnown) return;
    void cache.invalidateQueries({ queryKey: myMembershipsQuery.queryKey });
    void cache.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [cache, isKnown]);
  const looks = cache.getQueryState(joiningQuery(id).queryKey)?.dataUpdateCount ?? 0;

  if (joining.isPending) return <Waiting text="Looking for your payment." />;
  if (joining.error instanceof ApiError && joining.error.status === 404) return <NoPayment />;
  if (joining.isError) return <ErrorPanel error={joining.error} onRetry={() => void joining.refetch()} />;
  const { status, plan_name, pay_url } = joining.data;
  if (isKnown) return <Welcome plan={plan_name} />;
  if (status === "open") return <NotPaid text="The payment is not finished, so nothing was charged." payUrl={pay_url} />;
  if (status === "expired") return <NotPaid text="The payment page was closed before anything was paid. Nothing was charged." />;
  if (looks < MOST_LOOKS) return <Waiting text="Your payment has arrived. Your membership is being set up, which takes a few seconds." />;
  return (
    <EmptyPanel
      icon={mdiTimerSandComplete}
      title="This takes longer than usual"
      action={
        <Button variant="contained" loading={joining.isFetching} onClick={() => void joining.refetch()}>
          Look again
        </Button>
      }
    >
      Your payment has arrived and nothing is left for you to do. Your membership will be here within minutes; you can close
      this page and sign in later.
    </EmptyPanel>
  );
}

function Waiting({ text }: { text: string }) {
  return (
    <Card className="flex items-center gap-4 p-6" role="status" aria-busy>
      <CircularProgress aria-hidden size={28} />
      <Typography>{text}</Typography>
    </Card>
  );
}

function Welcome({ plan }: { plan: string }) {
  const session = useSession();
  const isSignedIn = session.data?.signed_in;
  return (
    <EmptyPanel
      icon={mdiCheckCircleOutline}
      title={plan ? `Welcome! ${plan} is yours` : "Welcome!"}
      action={
        <Button component={Link} to={isSignedIn ? "/" : "/sign-in"} variant="contained">
          {isSignedIn ? "See my membership" : "Sign in to see it"}
        </Button>
      }
    >
      {isSignedIn ? "It is among your memberships now." : "Sign in with the email address that you paid with: we send you a link, there is no password."}
    </EmptyPanel>
  );
}

/** For who came without Stripe's page, or by a link that was cut off: they may have a membership, or none. */
function NoPayment() {
  const isSignedIn = useSession().data?.signed_in;
  return (
    <EmptyPanel
      icon={mdiCreditCardOffOutline}
      title="This page belongs to a payment"
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <Button component={Link} to={isSignedIn ? "/" : "/sign-in"} variant="contained">
            {isSignedIn ? "See my membership" : "Sign in"}
          </Button>
          <Button component={Link} to="/join">
            Choose a plan
          </Button>
        </div>
      }
    >
      The payment page leads here by a link of its own. If you have paid, your membership arrives by itself within minutes.
    </EmptyPanel>
  );
}

function NotPaid({ text, payUrl }: { text: string; payUrl?: string }) {
  return (
    <EmptyPanel
      icon={mdiCreditCardOffOutline}
      title="There is no membership yet"
      action={
        <div className="flex flex-wrap justify-center gap-2">
          {payUrl && (
            <Button href={payUrl} variant="contained">
              Back to the payment
            </Button>
          )}
          <Button component={Link} to="/join">
            Choose a plan
          </Button>
        </div>
      }
    >
      {text}
    </EmptyPanel>
  );
}
