import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { sentence } from "../api/errors";

/** What went wrong while reading, in the server's words, with a way to try again. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Alert
      severity="error"
      variant="outlined"
      sx={{ alignItems: "center" }}
      action={
        <Button color="inherit" size="small" className="whitespace-nowrap" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {sentence(error)}
    </Alert>
  );
}
