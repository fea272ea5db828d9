import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import type { Passkey } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { longDate, longDateAndTime } from "../../lib/dates";
import { useRemovePasskey } from "./api/passkeys";

/** Each with its name, its age and its last use, and the way to be rid of it. */
export function PasskeyList({ passkeys, isLocked }: { passkeys: Passkey[]; isLocked: boolean }) {
  const [leaving, setLeaving] = useState<Passkey | null>(null);
  const remove = useRemovePasskey();
  const ask = (passkey: Passkey) => {
    remove.reset();
    setLeaving(passkey);
  };
  return (
    <>
      <Card component="ul" aria-label="Passkeys" className="divide-y divide-(--mui-palette-divider)">
        {passkeys.map((passkey) => (
          <li key={passkey.id} className="flex items-center justify-between gap-4 px-5 py-4 sm:px-7">
            <div>
              <Typography className="[overflow-wrap:anywhere]" sx={{ fontWeight: 600 }}>
                {passkey.name}
              </Typography>
              <Typography variant="body2" color="textSecondary">
                {passkey.last_used_at ? `Last used ${longDateAndTime(passkey.last_used_at)}` : "Not used yet"}
              </Typography>
              <Typography variant="body2" color="textSecondary">
                {`Added ${longDate(passkey.created_at)}`}
              </Typography>
            </div>
            {!isLocked && (
              <Button aria-label={`Remove ${passkey.name}`} onClick={() => ask(passkey)} className="shrink-0">
                Remove
              </Button>
            )}
          </li>
        ))}
      </Card>
      {leaving && (
        <ConfirmDialog
          title={`Remove “${leaving.name}”?`}
          confirm="Remove"
          keep="Keep it"
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(leaving.id, { onSuccess: () => setLeaving(null) })}
          onClose={() => setLeaving(null)}
        >
          <Typography>Nobody can sign in with it any more. Other places where it was used to sign in are signed out.</Typography>
          <Typography>Your device may go on offering it until you delete it there too.</Typography>
        </ConfirmDialog>
      )}
    </>
  );
}
