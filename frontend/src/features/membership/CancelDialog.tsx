import Typography from "@mui/material/Typography";
import type { Subscription } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { longDate } from "../../lib/dates";
import { useChangeMembership } from "./api/subscription";

/** Ends a membership with the period that is paid. */
export function CancelDialog({ subscription, onClose }: { subscription: Subscription; onClose: () => void }) {
  const cancel = useChangeMembership();
  const end = subscription.current_period_end_at;
  const until = end ? longDate(end) : "the paid period is over";
  const on = end ? ` on ${longDate(end)}` : " with the period that is paid";
  return (
    <ConfirmDialog
      title={`End ${subscription.plan_name}?`}
      confirm={`End it${on}`}
      keep="Keep it"
      isPending={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate({ step: "cancel", subscriptionId: subscription.id }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Typography>
        It stays as it is until {until} and ends then. Nothing more is charged, and nothing is paid back. Until it ends you can
        change your mind.
      </Typography>
    </ConfirmDialog>
  );
}
