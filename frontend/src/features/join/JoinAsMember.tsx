import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import { type SubmitEvent, useState } from "react";
import { ApiError, sentence } from "../../api/errors";
import { useMyMemberships } from "../../api/my-memberships";
import type { Membership, Plan } from "../../api/types";
import { ChoiceInput } from "../../components/ChoiceInput";
import { ErrorPanel } from "../../components/ErrorPanel";
import { LoadingCards } from "../../components/LoadingCards";
import { nameOf } from "../../components/member";
import { useOnReturn } from "../../lib/useOnReturn";
import { useOpenCheckout } from "./api/join";
import { BirthDate } from "./BirthDate";

/** For somebody who is signed in: whose membership it is to be, then on to the payment page. */
export function JoinAsMember({ plan }: { plan: Plan }) {
  const me = useMyMemberships();
  if (me.isPending) return <LoadingCards label="Loading who is on your address" />;
  if (me.isError) return <ErrorPanel error={me.error} onRetry={() => void me.refetch()} />;
  return <Choice plan={plan} members={me.data.memberships} />;
}

function Choice({ plan, members }: { plan: Plan; members: Membership[] }) {
  const [who, setWho] = useState(members[0]?.customer_id ?? "");
  const [born, setBorn] = useState("");
  const checkout = useOpenCheckout();
  useOnReturn(checkout.reset);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    checkout.mutate({ price_id: plan.price_id, ...(who && { customer_id: who }), ...(born && { birth_date: born }) });
  };
  const people = members.map((member) => ({ value: member.customer_id, label: nameOf(member) }));
  const atField = checkout.error instanceof ApiError ? checkout.error.problemWith("birth_date") : undefined;
  return (
    <Card component="form" noValidate onSubmit={submit} className="flex flex-col gap-5 p-5 sm:p-7">
      <ChoiceInput
        label="Who is it for?"
        value={who}
        onChange={setWho}
        choices={[...people, { value: "", label: "Somebody new on this address" }]}
      />
      <BirthDate plan={plan} value={born} onChange={setBorn} problem={atField} />
      {checkout.isError && !atField && (
        <Typography role="alert" color="error">
          {sentence(checkout.error)}
        </Typography>
      )}
      <div>
        <Button type="submit" variant="contained" size="large" loading={checkout.isPending || checkout.isSuccess}>
          Go to payment
        </Button>
      </div>
    </Card>
  );
}
