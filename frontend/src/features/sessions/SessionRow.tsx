import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import type { SessionPlace } from "../../api/types";
import { Pill } from "../../components/Pill";
import { longDateAndTime } from "../../lib/dates";

interface SessionRowProps {
  session: SessionPlace;
  isEnding: boolean;
  onEnd: () => void;
}

/** One browser: which, since when, last used when, and the way out of it. */
export function SessionRow({ session, isEnding, onEnd }: SessionRowProps) {
  const device = session.device || "A browser that does not say its name";
  return (
    <li className="flex items-center justify-between gap-4 px-5 py-4 sm:px-7">
      <div>
        <Typography sx={{ fontWeight: 600 }}>{device}</Typography>
        <Typography variant="body2" color="textSecondary">
          {`Last used ${longDateAndTime(session.last_used_at)}`}
        </Typography>
        {session.signed_in_at && (
          <Typography variant="body2" color="textSecondary">
            {`Signed in ${longDateAndTime(session.signed_in_at)}`}
          </Typography>
        )}
      </div>
      {session.current ? (
        <Pill label="This one" tone="good" />
      ) : (
        <Button aria-label={`Sign out of ${device}`} disabled={isEnding} onClick={onEnd} className="shrink-0">
          {isEnding ? "Signing out" : "Sign out"}
        </Button>
      )}
    </li>
  );
}
