import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { useClubName } from "../api/session";

interface PageProps {
  title: string;
  intro?: ReactNode;
  children: ReactNode;
}

/** A screen: its heading, its title in the browser, its content. */
export function Page({ title, intro, children }: PageProps) {
  const club = useClubName();
  return (
    <div className="flex flex-col gap-6">
      <title>{`${title} · ${club}`}</title>
      <div className="flex flex-col gap-1">
        <Typography variant="h1">{title}</Typography>
        {intro && <Typography color="textSecondary">{intro}</Typography>}
      </div>
      {children}
    </div>
  );
}
