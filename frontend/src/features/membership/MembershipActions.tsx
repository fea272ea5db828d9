import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { lazy, Suspense, useState } from "react";
import { Link } from "react-router";
import { sentence } from "../../api/errors";
import { usePlans } from "../../api/plans";
import type { Allowed, Subscription } from "../../api/types";
import { longDate } from "../../lib/dates";
import { loaded } from "../../lib/loaded";
import { useChangeMembership } from "./api/subscription";
import { endsAt } from "./sentence";
import { isOver } from "./subscriptions";

const CancelDialog = lazy(async () => ({ default: (await loaded(import("./CancelDialog"))).CancelDialog }));
const ChangeDialog = lazy(async () => ({ default: (await loaded(import("./ChangeDialog"))).ChangeDialog }));

/** What somebody may do with their own membership, as far as the club lets them. */
export function MembershipActions({ subscription, allowed }: { subscription: Subscription; allowed: Allowed }) {
  const [open, setOpen] = useState<"cancel" | "change" | null>(null);
  const close = () => setOpen(null);
  if (isOver(subscription))
    return (
      allowed.join && (
        <div>
          <Button component={Link} to="/join" variant="contained">
            Join again
          </Button>
        </div>
      )
    );
  const end = endsAt(subscription);
  const canChange = ["active", "trialing"].includes(subscription.status) && !end;
  return (
    <>
      {subscription.next_price_id && <PlannedChange subscription={subscription} canDrop={allowed.come_back} />}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {end && allowed.come_back && <Resume subscription={subscription} label="Keep my membership" />}
        {canChange && allowed.change && (
          <Button variant="outlined" onClick={() => setOpen("change")}>
            Change plan
          </Button>
        )}
        {!end && allowed.cancel && (
          <Button variant="outlined" color="inherit" sx={{ borderColor: "divider" }} onClick={() => setOpen("cancel")}>
            End membership
          </Button>
        )}
      </div>
      <Suspense fallback={null}>
        {open === "cancel" && <CancelDialog subscription={subscription} onClose={close} />}
        {open === "change" && <ChangeDialog subscription={subscription} onClose={close} />}
      </Suspense>
    </>
  );
}

function PlannedChange({ subscription, canDrop }: { subscription: Subscription; canDrop: boolean }) {
  const plans = usePlans();
  const name = plans.data?.find(({ price_id }) => price_id === subscription.next_price_id)?.name ?? "another plan";
  const on = subscription.current_period_end_at ? ` on ${longDate(subscription.current_period_end_at)}` : "";
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Typography>
        Changes to {name}
        {on}.
      </Typography>
      {canDrop && <Resume subscription={subscription} label={`Stay with ${subscription.plan_name}`} />}
    </div>
  );
}

function Resume({ subscription, label }: { subscription: Subscription; label: string }) {
  const resume = useChangeMembership();
  return (
    <div className="flex flex-col gap-2">
      <Button
        variant="contained"
        loading={resume.isPending}
        onClick={() => resume.mutate({ step: "resume", subscriptionId: subscription.id })}
      >
        {label}
      </Button>
      {resume.isError && (
        <Typography role="alert" variant="body2" color="error">
          {sentence(resume.error)}
        </Typography>
      )}
    </div>
  );
}
