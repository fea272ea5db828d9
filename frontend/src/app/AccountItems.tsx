import Divider from "@mui/material/Divider";
import ListItemIcon from "@mui/material/ListItemIcon";
import Menu from "@mui/material/Menu";
import MenuItem from "@mui/material/MenuItem";
import Typography from "@mui/material/Typography";
import { mdiDevices, mdiFingerprint, mdiLogoutVariant, mdiShieldAccountOutline } from "@mdi/js";
import { Link } from "react-router";
import { sentence } from "../api/errors";
import { useForgetSession, useSignOut } from "../api/sign-out";
import type { Session } from "../api/types";
import { Icon } from "../components/Icon";

interface AccountItemsProps {
  session: Session;
  anchor: HTMLElement | null;
  onClose: () => void;
}

/** Who is signed in, the admin for those who may, and the way out. */
export function AccountItems({ session, anchor, onClose }: AccountItemsProps) {
  const signOut = useSignOut();
  const forget = useForgetSession();

  return (
    <Menu disablePortal anchorEl={anchor} open={Boolean(anchor)} onClose={onClose}>
      <li role="none" className="max-w-72 px-4 pt-1 pb-2">
        <Typography variant="body2" color="textSecondary">
          Signed in as
        </Typography>
        <Typography className="[overflow-wrap:anywhere]" sx={{ fontWeight: 600 }}>
          {session.email}
        </Typography>
      </li>
      <Divider component="li" role="none" />
      {(session.role ?? session.passkey_needed) && (
        <MenuItem component="a" href="/admin/" className="min-h-12">
          <ListItemIcon>
            <Icon path={mdiShieldAccountOutline} />
          </ListItemIcon>
          Admin
        </MenuItem>
      )}
      {session.ways_in.includes("passkey") && (
        <MenuItem component={Link} to="/passkeys" onClick={onClose} className="min-h-12">
          <ListItemIcon>
            <Icon path={mdiFingerprint} />
          </ListItemIcon>
          Passkeys
        </MenuItem>
      )}
      <MenuItem component={Link} to="/sessions" onClick={onClose} className="min-h-12">
        <ListItemIcon>
          <Icon path={mdiDevices} />
        </ListItemIcon>
        Where you are signed in
      </MenuItem>
      <MenuItem
        onClick={() => signOut.mutate(undefined, { onSuccess: () => void forget() })}
        disabled={signOut.isPending}
        className="min-h-12"
      >
        <ListItemIcon>
          <Icon path={mdiLogoutVariant} />
        </ListItemIcon>
        Sign out
      </MenuItem>
      {signOut.isError && (
        <li role="none" className="max-w-72 px-4 py-2">
          <Typography role="alert" color="error" variant="body2">
            {sentence(signOut.error)}
          </Typography>
        </li>
      )}
    </Menu>
  );
}
