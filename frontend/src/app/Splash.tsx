import CircularProgress from "@mui/material/CircularProgress";

/** While the first screen's file is on its way. */
export function Splash() {
  return (
    <div className="grid min-h-dvh place-items-center">
      <CircularProgress aria-label="Loading" />
    </div>
  );
}
