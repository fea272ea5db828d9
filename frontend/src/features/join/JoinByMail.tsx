import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import { type SubmitEvent, useRef, useState } from "react";
import { ApiError, sentence } from "../../api/errors";
import type { Plan } from "../../api/types";
import { hasAgeGroup } from "../../components/plan";
import { EmailInput } from "../../components/EmailInput";
import { isCalendarDate } from "../../lib/dates";
import { useAskToJoin } from "./api/join";
import { BirthDate } from "./BirthDate";

/** For somebody who is not signed in: a mail with a link to pay, whether or not the club knows them. */
export function JoinByMail({ plan }: { plan: Plan }) {
  const [email, setEmail] = useState("");
  const [born, setBorn] = useState("");
  const [missing, setMissing] = useState<{ email?: string; born?: string }>({});
  const input = useRef<HTMLInputElement>(null);
  const ask = useAskToJoin();

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const address = email.trim();
    const wrong = {
      email: /^\S+@\S+$/.test(address) ? undefined : "Enter your email address, such as anna@example.org.",
      born: !hasAgeGroup(plan) || isCalendarDate(born) ? undefined : "Enter the date of birth of whoever joins.",
    };
    setMissing(wrong);
    if (wrong.email) input.current?.focus();
    if (wrong.email ?? wrong.born) return;
    ask.mutate({ email: address, price_id: plan.price_id, ...(hasAgeGroup(plan) && { birth_date: born }) });
  };

  if (ask.isSuccess)
    return (
      <Card className="flex flex-col gap-3 p-5 sm:p-7" role="status">
        <Typography variant="h2">Check your mail</Typography>
        <Typography className="[overflow-wrap:anywhere]">
          A mail is on its way to {email.trim()}. Its link leads to the payment page and works for 24 hours.
        </Typography>
        <Typography variant="body2" color="textSecondary">
          No mail after a few minutes? Look in the junk folder, then check the address.
        </Typography>
        <div>
          <Button onClick={() => ask.reset()}>Use another address</Button>
        </div>
      </Card>
    );

  const refused = (field: string) => (ask.error instanceof ApiError ? ask.error.problemWith(field) : undefined);
  const atField = refused("email") ?? refused("birth_date");
  return (
    <Card component="form" noValidate onSubmit={submit} className="flex flex-col gap-5 p-5 sm:p-7">
      <Typography>
        {plan.joining === "members"
          ? "This plan is for people whom the club knows. Enter the email address of your membership, also of one that has ended: we send you a link to the payment page."
          : "Enter your email address. We send you a link to the payment page; there is no password."}
      </Typography>
      <EmailInput inputRef={input} value={email} onChange={setEmail} problem={missing.email ?? refused("email")} />
      <BirthDate plan={plan} value={born} onChange={setBorn} problem={missing.born ?? refused("birth_date")} />
      {ask.isError && !atField && (
        <Typography role="alert" color="error">
          {sentence(ask.error)}
        </Typography>
      )}
      <div>
        <Button type="submit" variant="contained" size="large" loading={ask.isPending}>
          Send me the link
        </Button>
      </div>
    </Card>
  );
}
