import Button from "@mui/material/Button";
import { mdiAlertCircleOutline } from "@mdi/js";
import { EmptyPanel } from "../components/EmptyPanel";

/** What is left when a screen fails: a way out that does not need the screen. */
export function Crash() {
  return (
    <main className="mx-auto flex w-full max-w-2xl flex-col justify-center px-4 py-10">
      <title>Something went wrong</title>
      <EmptyPanel
        icon={mdiAlertCircleOutline}
        title="Something went wrong on this page"
        action={
          <Button variant="contained" onClick={() => window.location.reload()}>
            Load the page again
          </Button>
        }
      >
        Nothing of yours was changed. If it happens again, tell the club what you were doing.
      </EmptyPanel>
    </main>
  );
}
