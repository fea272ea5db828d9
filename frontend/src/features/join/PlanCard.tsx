import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import { Link } from "react-router";
import type { Plan } from "../../api/types";
import { ageGroup, isFull, priceOf } from "../../components/plan";

/** A plan: what it costs, what it includes, whom it is for. */
export function PlanCard({ plan, withChoice }: { plan: Plan; withChoice: boolean }) {
  const heading = `plan-${plan.price_id}`;
  const conditions = [ageGroup(plan), places(plan)].filter(Boolean).join(" · ");
  return (
    <Card component="article" aria-labelledby={heading} className="flex flex-col gap-3 p-5 sm:p-7">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Typography variant="h2" id={heading} className="[overflow-wrap:anywhere]">
          {plan.name}
        </Typography>
        <Typography sx={{ fontWeight: 650, fontVariantNumeric: "tabular-nums" }}>{priceOf(plan)}</Typography>
      </div>
      {plan.description && <Typography>{plan.description}</Typography>}
      {plan.features.length > 0 && (
        <ul className="m-0 list-disc pl-5">
          {plan.features.map((feature) => (
            <Typography component="li" key={feature}>
              {feature}
            </Typography>
          ))}
        </ul>
      )}
      {conditions && (
        <Typography variant="body2" color="textSecondary">
          {conditions}
        </Typography>
      )}
      {withChoice && !isFull(plan) && (
        <div>
          <Button
            component={Link}
            to={`/join?${new URLSearchParams({ plan: plan.price_id }).toString()}`}
            variant="outlined"
            aria-label={`Choose ${plan.name}, ${priceOf(plan)}`}
          >
            Choose
          </Button>
        </div>
      )}
    </Card>
  );
}

function places({ places_left }: Plan): string {
  if (places_left === null) return "";
  if (places_left === 0) return "All places are taken. Ask the club about a waiting list.";
  return places_left === 1 ? "One place left" : `${places_left} places left`;
}
