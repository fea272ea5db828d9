import { useSearchParams } from "react-router";
import { useSignedIn } from "../../api/session";
import { ErrorPanel } from "../../components/ErrorPanel";
import { LoadingCards } from "../../components/LoadingCards";
import { Page } from "../../components/Page";
import { knowsPasskeys } from "../../lib/passkeys";
import { safePath } from "../../lib/paths";
import { AddPasskey } from "./AddPasskey";
import { usePasskeys } from "./api/passkeys";
import { NoPasskeysHere } from "./NoPasskeysHere";
import { PasskeyList } from "./PasskeyList";
import { PasskeyNeeded } from "./PasskeyNeeded";

const INTRO = "Sign in with your finger, your face or a security key, without waiting for a mail.";

export function PasskeysPage() {
  const session = useSignedIn();
  const [search] = useSearchParams();
  const passkeys = usePasskeys();
  const isAllowed = session.ways_in.includes("passkey");
  const asked = search.get("next");
  const isLocked = session.passkey_needed && passkeys.data?.length !== 0;
  return (
    <Page title="Passkeys" intro={INTRO}>
      {passkeys.isPending && <LoadingCards label="Loading your passkeys" lines={2} />}
      {passkeys.isError && <ErrorPanel error={passkeys.error} onRetry={() => void passkeys.refetch()} />}
      {passkeys.isSuccess && (
        <>
          {session.passkey_needed && (
            <PasskeyNeeded hasOne={passkeys.data.length > 0} next={asked ? safePath(asked) : "/admin/"} />
          )}
          {passkeys.data.length > 0 && <PasskeyList passkeys={passkeys.data} isLocked={isLocked} />}
          {isAllowed && knowsPasskeys() ? !isLocked && <AddPasskey /> : <NoPasskeysHere isBrowser={isAllowed} />}
        </>
      )}
    </Page>
  );
}
