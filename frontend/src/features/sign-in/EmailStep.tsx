import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { type SubmitEvent, useRef, useState } from "react";
import { Link } from "react-router";
import { ApiError, sentence } from "../../api/errors";
import { EmailInput } from "../../components/EmailInput";
import { useAskForMail } from "./api/ask-for-mail";

const MISSING = "Enter your email address, such as anna@example.org.";

/** Asks for the address that the mail goes to. */
export function EmailStep({ next, onSent }: { next: string | undefined; onSent: (email: string) => void }) {
  const [email, setEmail] = useState("");
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const ask = useAskForMail();

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const address = email.trim();
    const looksWrong = !/^\S+@\S+$/.test(address);
    setMissing(looksWrong);
    if (looksWrong) input.current?.focus();
    else ask.mutate({ email: address, next }, { onSuccess: () => onSent(address) });
  };

  const atField = ask.error instanceof ApiError ? ask.error.problemWith("email") : undefined;
  const problem = isMissing ? MISSING : atField;
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      <Typography color="textSecondary">
        Enter the email address that the club has for you. We send you a link and a code; there is no password.
      </Typography>
      <EmailInput inputRef={input} value={email} onChange={setEmail} problem={problem} autoFocus />
      {ask.isError && !atField && (
        <Typography role="alert" color="error">
          {sentence(ask.error)}
        </Typography>
      )}
      <Button type="submit" variant="contained" size="large" loading={ask.isPending}>
        Send me a sign-in mail
      </Button>
      <Typography variant="body2" color="textSecondary">
        Not a member yet? <Link to="/join">Join the club</Link>
      </Typography>
    </form>
  );
}
