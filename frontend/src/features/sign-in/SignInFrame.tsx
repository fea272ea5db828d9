import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { useClubName } from "../../api/session";
import { Mark } from "../../components/Mark";

/** A card in the middle of the page under the club's name. */
export function SignInFrame({ title, children }: { title: string; children: ReactNode }) {
  const club = useClubName();
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-4 py-10">
      <title>{`${title} · ${club}`}</title>
      <div className="flex items-center justify-center gap-3">
        <Mark />
        <Typography component="p" variant="h2">
          {club}
        </Typography>
      </div>
      <Card className="flex flex-col gap-5 p-6 sm:p-8">
        <Typography variant="h1" sx={{ fontSize: "1.625rem" }}>
          {title}
        </Typography>
        {children}
      </Card>
    </main>
  );
}
