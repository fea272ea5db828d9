import Alert from "@mui/material/Alert";
import { PasskeyButton } from "../../components/PasskeyButton";

/** For somebody with a role, where the club opens the admin to passkeys alone. */
export function PasskeyNeeded({ hasOne, next }: { hasOne: boolean; next: string }) {
  return (
    <>
      <Alert severity="info">
        {hasOne
          ? "The admin opens only to a passkey. You signed in without one: sign in with yours now."
          : "The admin opens only to a passkey, and you have none yet. Add one here, then sign in with it."}
      </Alert>
      {hasOne && <PasskeyButton next={next} />}
    </>
  );
}
