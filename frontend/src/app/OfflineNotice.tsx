import Typography from "@mui/material/Typography";
import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

const subscribe = (changed: () => void) => onlineManager.subscribe(changed);
const isOnline = () => onlineManager.isOnline();

/** Says why nothing new appears while this device has no connection. */
export function OfflineNotice() {
  if (useSyncExternalStore(subscribe, isOnline)) return null;
  return (
    <Typography role="status" variant="body2" className="px-4 py-2 text-center" sx={{ bgcolor: "warning.main", color: "warning.contrastText" }}>
      You are offline. What you see may be out of date.
    </Typography>
  );
}
