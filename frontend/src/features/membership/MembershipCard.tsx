import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import { mdiCreditCardOutline } from "@mdi/js";
import { Link } from "react-router";
import type { Allowed, Membership } from "../../api/types";
import { Icon } from "../../components/Icon";
import { ManageBilling } from "../../components/ManageBilling";
import { nameOf } from "../../components/member";
import { StatusChip } from "../../components/StatusChip";
import { longDate } from "../../lib/dates";
import { money } from "../../lib/money";
import { EarlierMemberships } from "./EarlierMemberships";
import { Facts } from "../../components/Facts";
import { MembershipActions } from "./MembershipActions";
import { owesPayment, statusSentence } from "./sentence";
import { subscriptionFacts } from "./subscriptionFacts";
import { countingSubscription, isOver } from "./subscriptions";

interface MembershipCardProps {
  member: Membership;
  allowed: Allowed;
  withLinks: boolean;
}

/** One person's membership: where it stands, what it costs, what to do next. */
export function MembershipCard({ member, allowed, withLinks }: MembershipCardProps) {
  const counting = countingSubscription(member);
  const running = member.subscriptions.filter((one) => one !== counting && !isOver(one));
  const earlier = member.subscriptions.filter((one) => one !== counting && isOver(one));
  const countingIsOver = !counting || isOver(counting);
  const heading = `membership-${member.customer_id}`;
  return (
    <Card component="article" aria-labelledby={heading}>
      <Box className="flex flex-col gap-1 px-5 py-5 sm:px-7" sx={countingIsOver ? [band, over] : band}>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <Typography variant="h2" id={heading} className="[overflow-wrap:anywhere]">
            {nameOf(member)}
          </Typography>
          <StatusChip status={member.status} />
        </div>
        {member.member_since_at && (
          <Typography variant="body2">Member since {longDate(member.member_since_at)}</Typography>
        )}
      </Box>
      <div className="flex flex-col gap-6 px-5 py-6 sm:px-7">
        <Standing member={member} />
        {counting && <Facts facts={subscriptionFacts(counting)} />}
        {counting && <MembershipActions subscription={counting} allowed={allowed} />}
        {running.map((subscription) => (
          <section key={subscription.id} className="flex flex-col gap-3" aria-label={`Also: ${subscription.plan_name}`}>
            <div className="flex flex-wrap items-center gap-3">
              <Typography variant="h3">Also: {subscription.plan_name}</Typography>
              <StatusChip status={subscription.status} />
            </div>
            <Typography color="textSecondary">{statusSentence(subscription.status, subscription)}</Typography>
            <Facts facts={subscriptionFacts(subscription).slice(1)} />
            <MembershipActions subscription={subscription} allowed={allowed} />
          </section>
        ))}
        {earlier.length > 0 && <EarlierMemberships subscriptions={earlier} />}
        <div className="flex flex-wrap gap-2 empty:hidden">
          {!owesPayment(member.status) && (
            <ManageBilling customerId={member.customer_id} startIcon={<Icon path={mdiCreditCardOutline} />} />
          )}
          {withLinks && (
            <>
              <Button component={Link} to={`/details?member=${member.customer_id}`}>
                Details
              </Button>
              <Button component={Link} to={`/payments?member=${member.customer_id}`}>
                Payments
              </Button>
            </>
          )}
        </div>
      </div>
    </Card>
  );
}

function Standing({ member }: { member: Membership }) {
  const text = statusSentence(member.status, countingSubscription(member), member.past_due_since_at);
  if (!owesPayment(member.status)) return <Typography sx={{ fontSize: "1.0625rem" }}>{text}</Typography>;
  return (
    <Alert severity="warning" variant="outlined" sx={{ "& .MuiAlert-message": { width: "100%" } }}>
      <div className="flex flex-col gap-3">
        <Typography sx={{ fontWeight: 600 }}>
          {member.amount_due_cents > 0 && `${money(member.amount_due_cents, member.currency)} to pay. `}
          {text}
        </Typography>
        <div className="flex">
          <ManageBilling customerId={member.customer_id} label="Pay now" variant="contained" />
        </div>
      </div>
    </Alert>
  );
}

/** Of a membership that is over. */
const over = { bgcolor: "#4b534e", "@media (prefers-color-scheme: dark)": { bgcolor: "#353d38" } };

const band = {
  bgcolor: "primary.dark",
  color: "common.white",
  backgroundImage: "radial-gradient(circle at 100% 0, rgb(255 255 255 / 0.12), transparent 55%)",
  "@media (prefers-color-scheme: dark)": { bgcolor: "#1d3a2e" },
};
