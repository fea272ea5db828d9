import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import { useEffect } from "react";
import { useBlocker } from "react-router";

/** Asks before changes that are not saved are left behind. */
export function UnsavedChanges({ when }: { when: boolean }) {
  const blocker = useBlocker(({ nextLocation }) => when && nextLocation.pathname !== "/sign-in");
  useEffect(() => {
    if (!when) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [when]);

  return (
    <Dialog open={blocker.state === "blocked"} onClose={() => blocker.reset?.()} aria-labelledby="unsaved">
      <DialogTitle id="unsaved">Leave without saving?</DialogTitle>
      <DialogContent>
        <DialogContentText>What you changed here is not saved yet.</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={() => blocker.proceed?.()}>Leave</Button>
        <Button variant="contained" onClick={() => blocker.reset?.()}>
          Stay
        </Button>
      </DialogActions>
    </Dialog>
  );
}
