import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Link } from "react-router";
import { ApiError, sentence } from "../../api/errors";
import { useClubName, useSession } from "../../api/session";
import { safePath } from "../../lib/paths";
import { useOnReturn } from "../../lib/useOnReturn";
import { useSignIn } from "./api/sign-in";
import { useSignInLink } from "./link";
import { SignInFrame } from "./SignInFrame";

/** Where the link in the mail leads. Nothing is sent before the button is pressed: mail scanners open links too. */
export function ConfirmPage() {
  const link = useSignInLink();
  const club = useClubName();
  const session = useSession();
  const signIn = useSignIn();
  useOnReturn(signIn.reset);
  const newLink = link?.next ? `/sign-in?${new URLSearchParams({ next: safePath(link.next) }).toString()}` : "/sign-in";
  const isRefused = signIn.error instanceof ApiError && signIn.error.status < 500;

  if (!link || isRefused)
    return (
      <SignInFrame title={isRefused ? "This link does not work any more" : "Open the link again"}>
        <Typography>
          {isRefused
            ? sentence(signIn.error)
            : "This page needs the link from your mail. Press the button in the mail again, or ask for a new mail."}
        </Typography>
        <Button component={Link} to={newLink} variant="contained" size="large">
          Send me a new link
        </Button>
      </SignInFrame>
    );

  return (
    <SignInFrame title="Almost there">
      <Typography color="textSecondary">
        {session.data?.signed_in
          ? "Somebody is signed in on this device already. Signing in ends that session first."
          : "One press, and you are in."}
      </Typography>
      {signIn.isError && (
        <Alert severity="error" variant="outlined">
          {sentence(signIn.error)}
        </Alert>
      )}
      <Button
        variant="contained"
        size="large"
        loading={signIn.isPending || signIn.isSuccess}
        onClick={() => signIn.mutate({ token: link.token, next: link.next })}
      >
        Sign in to {club}
      </Button>
    </SignInFrame>
  );
}
