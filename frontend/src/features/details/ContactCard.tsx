import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import { mdiOpenInNew } from "@mdi/js";
import type { Membership } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Icon } from "../../components/Icon";
import { ManageBilling } from "../../components/ManageBilling";

const countries = new Intl.DisplayNames("en-GB", { type: "region" });

function addressLines({ address }: Membership): string[] {
  const { line1, line2, city, state, postal_code, country } = address;
  const name = country && /^[A-Z]{2}$/.test(country) ? countries.of(country) : country;
  return [line1, line2, city, state, postal_code, name].filter((line): line is string => Boolean(line));
}

/** Name and contact details as Stripe has them; Stripe's portal is where they are changed. */
export function ContactCard({ member }: { member: Membership }) {
  const lines = addressLines(member);
  return (
    <Card component="section" aria-labelledby="contact" className="flex flex-col gap-5 p-5 sm:p-7">
      <Typography variant="h2" id="contact">
        Name and contact
      </Typography>
      <Facts
        areLong
        facts={[
          { label: "Name", value: member.name || "Not set" },
          { label: "Email", value: member.email },
          { label: "Phone", value: member.phone || "Not set" },
          {
            label: "Address",
            value: lines.length > 0 ? lines.map((line) => <div key={line}>{line}</div>) : "Not set",
          },
        ]}
      />
      <div className="flex flex-col gap-3">
        <Typography variant="body2" color="textSecondary">
          Something has changed? Put it right under Manage billing: the club sees it at once. A new email address is
          then also the one to sign in with.
        </Typography>
        <div className="flex">
          <ManageBilling customerId={member.customer_id} startIcon={<Icon path={mdiOpenInNew} />} />
        </div>
      </div>
    </Card>
  );
}
