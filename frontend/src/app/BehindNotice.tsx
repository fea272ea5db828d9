import Alert from "@mui/material/Alert";
import { useIsBehind } from "../api/behind";

/** Says that a save is done although the screens may not show it yet. Goes by itself. */
export function BehindNotice() {
  if (!useIsBehind()) return null;
  return (
    <Alert severity="info" role="status" className="mx-auto w-full max-w-4xl" sx={{ borderRadius: 0 }}>
      Saved. It shows here a little later, within minutes. There is nothing left for you to do.
    </Alert>
  );
}
