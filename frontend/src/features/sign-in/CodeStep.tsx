import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { type SubmitEvent, useRef, useState } from "react";
import { ApiError, sentence } from "../../api/errors";
import { useAskForMail } from "./api/ask-for-mail";
import { useSignIn } from "./api/sign-in";
import { CODE_LENGTH, CodeField } from "./CodeField";
import { useSecondsUntil } from "./useSecondsUntil";

const RESEND_AFTER_SECONDS = 30;
const TRIES = 5; // of one code, as the server counts them
const USED_UP = "Five codes were wrong, and no other will work now. Press the button in the mail, or have a new mail sent.";

interface CodeStepProps {
  email: string;
  sentAt: number;
  next: string | undefined;
  onSent: (email: string) => void;
  onOtherAddress: () => void;
}

/** Waits for the code from the mail; the link in the same mail works as well. */
export function CodeStep({ email, sentAt, next, onSent, onOtherAddress }: CodeStepProps) {
  const [code, setCode] = useState("");
  const [tries, setTries] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const signIn = useSignIn();
  const ask = useAskForMail();
  const wait = useSecondsUntil(sentAt + RESEND_AFTER_SECONDS * 1000);

  const send = (digits: string) => {
    if (signIn.isPending || digits.length < CODE_LENGTH) return;
    signIn.mutate(
      { code: digits },
      {
        onError: (error) => {
          setCode("");
          if (isRefused(error)) setTries(tries + 1);
          input.current?.focus();
        },
      },
    );
  };
  const change = (digits: string) => {
    setCode(digits);
    send(digits);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (code.length < CODE_LENGTH) input.current?.focus();
    send(code);
  };
  const sendAgain = () => {
    signIn.reset();
    setTries(0);
    ask.mutate({ email, next }, { onSuccess: () => onSent(email) });
  };

  const isWrong = isRefused(signIn.error);
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      <div role="status" className="flex flex-col gap-2">
        <Typography>If we know the address, a mail is on its way to</Typography>
        <Typography className="break-all" sx={{ fontWeight: 650 }}>
          {email}
        </Typography>
        <Typography color="textSecondary">
          Press the button in the mail, or type its six digits here. Both work for ten minutes.
        </Typography>
      </div>
      <CodeField inputRef={input} value={code} onChange={change} disabled={signIn.isPending} isWrong={isWrong} />
      {signIn.isError && (
        <Alert severity="error" variant="outlined">
          {isWrong && tries >= TRIES ? USED_UP : sentence(signIn.error)}
        </Alert>
      )}
      {ask.isError && (
        <Alert severity="error" variant="outlined">
          {sentence(ask.error)}
        </Alert>
      )}
      <Button type="submit" variant="contained" size="large" loading={signIn.isPending}>
        Sign in
      </Button>
      <div className="flex flex-col gap-1 sm:flex-row sm:justify-between">
        <Button onClick={sendAgain} disabled={wait > 0} loading={ask.isPending}>
          {wait > 0 ? `Send again in ${wait} s` : "Send again"}
        </Button>
        <Button onClick={onOtherAddress}>Use another address</Button>
      </div>
      <Typography variant="body2" color="textSecondary">
        No mail after a few minutes? Look in the junk folder, and check that this is the address the club has for you.
      </Typography>
    </form>
  );
}

const isRefused = (error: unknown) => error instanceof ApiError && error.status < 500;
