import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type ReactNode, useEffect, useRef } from "react";
import { Link, ScrollRestoration, useLocation } from "react-router";
import { useClubName } from "../api/session";
import type { Session } from "../api/types";
import { Mark } from "../components/Mark";
import { AccountMenu } from "./AccountMenu";
import { BehindNotice } from "./BehindNotice";
import { BottomBar, TopLinks } from "./Navigation";

/** What stands around every signed-in screen: the club, the ways to the others, the way out. */
export function Shell({ session, children }: { session?: Session; children: ReactNode }) {
  const club = useClubName();
  const main = useFocusOnNewScreen();
  return (
    <div className="flex min-h-dvh flex-col">
      <Box component="a" href="#main" className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50" sx={skip}>
        Skip to the content
      </Box>
      <Box component="header" className="sticky top-0 z-30 border-b" sx={{ bgcolor: "background.default", borderColor: "divider" }}>
        <div className="mx-auto flex h-16 w-full max-w-4xl items-center gap-4 px-4">
          <Link to="/" className="flex min-w-0 items-center gap-3 text-inherit no-underline">
            <Mark size={34} />
            <Typography component="span" variant="h3" noWrap>
              {club}
            </Typography>
          </Link>
          <div className="ml-auto hidden sm:block">{session && <TopLinks />}</div>
          <div className="ml-auto sm:ml-0">{session && <AccountMenu session={session} />}</div>
        </div>
        <BehindNotice />
      </Box>
      <main id="main" ref={main} tabIndex={-1} className="mx-auto w-full max-w-4xl flex-1 px-4 py-6 pb-28 outline-none sm:py-10">
        {children}
      </main>
      {session && <BottomBar />}
      <ScrollRestoration />
    </div>
  );
}

/** Moves the focus to the content when the screen changes, so that a screen reader notices. */
function useFocusOnNewScreen() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current !== pathname) main.current?.focus({ preventScroll: true });
    before.current = pathname;
  }, [pathname]);
  return main;
}

const skip = {
  bgcolor: "primary.main",
  color: "primary.contrastText",
  "&:focus": { px: 2, py: 1.5, borderRadius: 2, fontWeight: 600 },
};
