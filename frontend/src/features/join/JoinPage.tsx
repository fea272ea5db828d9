import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { mdiAccountPlusOutline } from "@mdi/js";
import { Link, useSearchParams } from "react-router";
import { usePlans } from "../../api/plans";
import { useClubName, useSession } from "../../api/session";
import type { Plan } from "../../api/types";
import { EmptyPanel } from "../../components/EmptyPanel";
import { ErrorPanel } from "../../components/ErrorPanel";
import { LoadingCards } from "../../components/LoadingCards";
import { Page } from "../../components/Page";
import { isFull } from "../../components/plan";
import { JoinAsMember } from "./JoinAsMember";
import { JoinByMail } from "./JoinByMail";
import { PlanCard } from "./PlanCard";

/** The club's plans, for everybody; and the way to pay for one. */
export function JoinPage() {
  const club = useClubName("the club");
  const session = useSession();
  const plans = usePlans();
  const [search] = useSearchParams();
  const isSignedIn = Boolean(session.data?.signed_in);
  const offered = session.data?.may_join === false ? [] : plans.data;
  const open = offered?.filter(({ joining }) => joining === "anyone" || (joining === "members" && isSignedIn)) ?? [];
  const wanted = search.get("plan");
  // A plan for members can be chosen by whoever has the link: the mail goes on only if the club knows the address.
  const chosen = offered?.find(({ price_id, joining }) => price_id === wanted && joining !== "nobody");
  const isGone = Boolean(wanted && plans.data && session.data && !chosen);
  return (
    <Page title={chosen ? `Join: ${chosen.name}` : `Join ${club}`} intro={!chosen && "Choose a plan."}>
      {search.get("canceled") && (
        <Alert severity="info">You left the payment page. Nothing was charged; choose again whenever you like.</Alert>
      )}
      {isGone && <Alert severity="info">This plan cannot be joined here any more. {open.length > 0 && "Choose another."}</Alert>}
      {(plans.isPending || session.isPending) && <LoadingCards label="Loading the plans" count={2} />}
      {plans.isError && <ErrorPanel error={plans.error} onRetry={() => void plans.refetch()} />}
      {plans.data && !session.isPending && !chosen && open.length === 0 && <NothingOpen isSignedIn={isSignedIn} />}
      {chosen ? (
        <Chosen plan={chosen} isSignedIn={isSignedIn} />
      ) : (
        !session.isPending && open.map((plan) => <PlanCard key={plan.price_id} plan={plan} withChoice />)
      )}
      {!chosen && session.data && !isSignedIn && (
        <Typography color="textSecondary">
          You are a member already? <Link to="/sign-in">Sign in</Link>
        </Typography>
      )}
    </Page>
  );
}

function Chosen({ plan, isSignedIn }: { plan: Plan; isSignedIn: boolean }) {
  return (
    <>
      <PlanCard plan={plan} withChoice={false} />
      {isFull(plan) ? null : isSignedIn ? <JoinAsMember key={plan.price_id} plan={plan} /> : <JoinByMail key={plan.price_id} plan={plan} />}
      <div>
        <Button component={Link} to="/join">
          All plans
        </Button>
      </div>
    </>
  );
}

function NothingOpen({ isSignedIn }: { isSignedIn: boolean }) {
  return (
    <EmptyPanel icon={mdiAccountPlusOutline} title="The club takes new members by hand">
      {isSignedIn
        ? "There is no plan that you can begin here. Ask the membership secretary."
        : "There is no plan that can be joined here. Ask the membership secretary. Members may find more plans when they have signed in."}
    </EmptyPanel>
  );
}
