import Typography from "@mui/material/Typography";
import { useState } from "react";
import { usePlans } from "../../api/plans";
import type { ChangePreview, Plan, Subscription } from "../../api/types";
import { ChoiceInput } from "../../components/ChoiceInput";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { ErrorPanel } from "../../components/ErrorPanel";
import { LoadingCards } from "../../components/LoadingCards";
import { isFull, priceOf } from "../../components/plan";
import { longDate, shortDate } from "../../lib/dates";
import { money } from "../../lib/money";
import { useChangeMembership, useChangePreview, type When } from "./api/subscription";

/** Another plan, with what it costs before anything is done. */
export function ChangeDialog({ subscription, onClose }: { subscription: Subscription; onClose: () => void }) {
  const plans = usePlans();
  const [chosen, setChosen] = useState("");
  const [when, setWhen] = useState<When>("now");
  const change = useChangeMembership();
  const others = plans.data?.filter((plan) => isOffered(plan, subscription)) ?? [];
  const price_id = chosen || (others[0]?.price_id ?? "");
  const wish = { subscriptionId: subscription.id, price_id, when };
  const preview = useChangePreview(wish);
  const proration_date = preview.data?.proration_date ?? undefined;
  const send = () => change.mutate({ step: "change", ...wish, proration_date }, { onSuccess: onClose });
  return (
    <ConfirmDialog
      title={`Change ${subscription.plan_name}`}
      confirm={preview.data ? label(preview.data, when) : "Change"}
      keep="Leave it"
      isPending={change.isPending}
      isDisabled={!preview.data}
      error={change.error}
      onConfirm={send}
      onClose={onClose}
    >
      {plans.isPending && <LoadingCards label="Loading the plans" lines={2} />}
      {plans.isError && <ErrorPanel error={plans.error} onRetry={() => void plans.refetch()} />}
      {plans.data && others.length === 0 && <Typography>There is no other plan that you can change to by yourself.</Typography>}
      {others.length > 0 && (
        <div className="flex flex-col gap-5 pt-2">
          <ChoiceInput
            label="New plan"
            value={price_id}
            onChange={setChosen}
            choices={others.map((plan) => ({ value: plan.price_id, label: `${plan.name}, ${priceOf(plan)}` }))}
          />
          <ChoiceInput
            label="When"
            value={when}
            onChange={(value) => setWhen(value === "renewal" ? "renewal" : "now")}
            choices={[
              { value: "now", label: "Now" },
              { value: "renewal", label: subscription.current_period_end_at ? `At the renewal on ${shortDate(subscription.current_period_end_at)}` : "At the renewal" },
            ]}
          />
          <div aria-live="polite">
            {preview.isPending && <Typography color="textSecondary">Asking what it costs …</Typography>}
            {preview.isError && <ErrorPanel error={preview.error} onRetry={() => void preview.refetch()} />}
            {preview.data && <Costs preview={preview.data} />}
          </div>
        </div>
      )}
    </ConfirmDialog>
  );
}

const isOffered = (plan: Plan, subscription: Subscription): boolean =>
  plan.joining !== "nobody" && plan.price_id !== subscription.price_id && plan.currency === subscription.currency && !isFull(plan);

function label({ due_now_cents, currency }: ChangePreview, when: When): string {
  if (when === "renewal") return "Change at the renewal";
  return due_now_cents > 0 ? `Change and pay ${money(due_now_cents, currency)}` : "Change now";
}

function Costs({ preview }: { preview: ChangePreview }) {
  const { due_now_cents, currency, lines, next_amount_cents, next_payment_at } = preview;
  const next = `${money(next_amount_cents, currency)}${next_payment_at ? ` on ${longDate(next_payment_at)}` : ""}`;
  return (
    <div className="flex flex-col gap-2">
      {lines.length > 0 && (
        <ul className="m-0 flex list-none flex-col gap-1 p-0">
          {lines.map((line) => (
            <Typography component="li" variant="body2" color="textSecondary" key={`${line.description} ${line.amount_cents}`} className="flex justify-between gap-4">
              <span>{line.description}</span>
              <span className="whitespace-nowrap">{money(line.amount_cents, currency)}</span>
            </Typography>
          ))}
        </ul>
      )}
      <Typography sx={{ fontWeight: 600 }}>
        {due_now_cents > 0 && `${money(due_now_cents, currency)} is charged now.`}
        {due_now_cents < 0 && `${money(-due_now_cents, currency)} stands to your credit and is taken off the next payment.`}
        {due_now_cents === 0 && "Nothing is charged now."}
      </Typography>
      <Typography variant="body2">Next payment: {next}.</Typography>
    </div>
  );
}
