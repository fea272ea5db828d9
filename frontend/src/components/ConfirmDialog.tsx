import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { type ReactNode, useId } from "react";
import { sentence } from "../api/errors";

interface ConfirmDialogProps {
  title: string;
  children: ReactNode;
  confirm: string;
  keep: string;
  isPending: boolean;
  isDisabled?: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Says what would happen, and does it only when the button with that name is pressed. */
export function ConfirmDialog({ title, children, confirm, keep, isPending, isDisabled, error, onConfirm, onClose }: ConfirmDialogProps) {
  const heading = useId();
  return (
    <Dialog open onClose={isPending ? undefined : onClose} aria-labelledby={heading} fullWidth maxWidth="xs">
      <DialogTitle id={heading}>{title}</DialogTitle>
      <DialogContent className="flex flex-col gap-4">
        {children}
        {Boolean(error) && (
          <Alert severity="error" variant="outlined">
            {sentence(error)}
          </Alert>
        )}
      </DialogContent>
      <DialogActions className="flex-wrap gap-2 px-6 pb-5">
        <Button onClick={onClose} disabled={isPending}>
          {keep}
        </Button>
        <Button variant="contained" onClick={onConfirm} loading={isPending} disabled={isDisabled}>
          {confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
