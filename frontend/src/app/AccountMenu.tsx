import IconButton from "@mui/material/IconButton";
import { mdiAccountCircleOutline } from "@mdi/js";
import { lazy, Suspense, useState } from "react";
import type { Session } from "../api/types";
import { Icon } from "../components/Icon";
import { loaded } from "../lib/loaded";

const AccountItems = lazy(async () => ({ default: (await loaded(import("./AccountItems"))).AccountItems }));

/** The button of the account menu; the menu itself is loaded when it is first opened. */
export function AccountMenu({ session }: { session: Session }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [wasOpened, setOpened] = useState(false);
  return (
    <>
      <IconButton
        aria-label="Account"
        aria-haspopup="menu"
        aria-expanded={Boolean(anchor)}
        color="inherit"
        edge="end"
        size="large"
        onClick={(event) => {
          setOpened(true);
          setAnchor(event.currentTarget);
        }}
      >
        <Icon path={mdiAccountCircleOutline} />
      </IconButton>
      {wasOpened && (
        <Suspense fallback={null}>
          <AccountItems session={session} anchor={anchor} onClose={() => setAnchor(null)} />
        </Suspense>
      )}
    </>
  );
}
