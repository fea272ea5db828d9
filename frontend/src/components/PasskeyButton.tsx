import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { mdiFingerprint } from "@mdi/js";
import { sentence } from "../api/errors";
import { usePasskeySignIn } from "../api/passkey-sign-in";
import { Icon } from "./Icon";

/** Signs in with whichever passkey the device offers. */
export function PasskeyButton({ next }: { next: string | undefined }) {
  const signIn = usePasskeySignIn();
  return (
    <>
      <Button
        variant="outlined"
        size="large"
        startIcon={<Icon path={mdiFingerprint} />}
        loading={signIn.isPending || signIn.isSuccess}
        loadingPosition="start"
        onClick={() => signIn.mutate(next)}
      >
        Sign in with a passkey
      </Button>
      {signIn.isError && (
        <Alert severity="error" variant="outlined">
          {sentence(signIn.error)}
        </Alert>
      )}
    </>
  );
}
