import BottomNavigation from "@mui/material/BottomNavigation";
import BottomNavigationAction from "@mui/material/BottomNavigationAction";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import { Link, useLocation } from "react-router";
import { Icon } from "../components/Icon";
import { NAVIGATION } from "./navigation";

/** The screens along the top, where there is room. */
export function TopLinks() {
  const { pathname } = useLocation();
  return (
    <nav aria-label="Main" className="flex gap-1">
      {NAVIGATION.map(({ to, label, icon }) => {
        const isHere = pathname === to;
        return (
          <Button
            key={to}
            component={Link}
            to={to}
            aria-current={isHere ? "page" : undefined}
            startIcon={<Icon path={icon} />}
            sx={isHere ? here : { color: "text.secondary" }}
          >
            {label}
          </Button>
        );
      })}
    </nav>
  );
}

const here = { bgcolor: "color-mix(in srgb, var(--mui-palette-primary-main) 14%, transparent)" };

/** The same screens under the thumb, on a phone. */
export function BottomBar() {
  const { pathname } = useLocation();
  return (
    <Paper component="nav" aria-label="Main" elevation={0} className="fixed inset-x-0 bottom-0 z-20 border-t sm:hidden" sx={bar}>
      <BottomNavigation showLabels value={pathname} sx={{ bgcolor: "transparent", height: 64 }}>
        {NAVIGATION.map(({ to, label, icon }) => (
          <BottomNavigationAction
            key={to}
            value={to}
            label={label}
            icon={<Icon path={icon} />}
            component={Link}
            to={to}
            aria-current={pathname === to ? "page" : undefined}
          />
        ))}
      </BottomNavigation>
    </Paper>
  );
}

const bar = { borderRadius: 0, borderColor: "divider", pb: "env(safe-area-inset-bottom)" };
