import Typography from "@mui/material/Typography";
import type { Subscription } from "../../api/types";
import { shortDate } from "../../lib/dates";

const span = ({ start_at, ended_at }: Subscription): string =>
  [start_at, ended_at].map((iso) => (iso ? shortDate(iso) : "…")).join(" – ");

/** Memberships that are over, folded away. */
export function EarlierMemberships({ subscriptions }: { subscriptions: Subscription[] }) {
  return (
    <details>
      <Typography component="summary" color="textSecondary" className="min-h-11 cursor-pointer content-center">
        Earlier memberships ({subscriptions.length})
      </Typography>
      <ul className="m-0 mt-1 flex list-none flex-col gap-2 p-0">
        {subscriptions.map((subscription) => (
          <Typography component="li" variant="body2" key={subscription.id}>
            {subscription.plan_name}, {span(subscription)}
          </Typography>
        ))}
      </ul>
    </details>
  );
}
