import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import { sentence } from "../../api/errors";
import { useForgetSession } from "../../api/sign-out";
import { ErrorPanel } from "../../components/ErrorPanel";
import { LoadingCards } from "../../components/LoadingCards";
import { Page } from "../../components/Page";
import { useEndAllSessions, useEndSession, useSessions } from "./api/sessions";
import { SessionRow } from "./SessionRow";

export function SessionsPage() {
  const sessions = useSessions();
  const end = useEndSession();
  const endAll = useEndAllSessions();
  const forget = useForgetSession();
  const failure = end.error ?? endAll.error;
  return (
    <Page title="Where you are signed in" intro="Lost a phone, or used somebody else’s computer? Sign out there from here.">
      {sessions.isPending && <LoadingCards label="Loading where you are signed in" lines={2} />}
      {sessions.isError && <ErrorPanel error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {failure && (
        <Alert severity="error" variant="outlined">
          {sentence(failure)}
        </Alert>
      )}
      {sessions.isSuccess && (
        <>
          <Card component="ul" aria-label="Sessions" className="divide-y divide-(--mui-palette-divider)">
            {sessions.data.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                isEnding={end.isPending && end.variables === session.id}
                onEnd={() => end.mutate(session.id)}
              />
            ))}
          </Card>
          <div className="flex">
            <Button
              variant="outlined"
              color="error"
              disabled={endAll.isPending}
              onClick={() => endAll.mutate(undefined, { onSuccess: () => void forget() })}
            >
              Sign out everywhere, here too
            </Button>
          </div>
        </>
      )}
    </Page>
  );
}
