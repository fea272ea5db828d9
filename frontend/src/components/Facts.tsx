import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";

export interface Fact {
  label: string;
  /** Where labels may repeat. */
  id?: string;
  value: ReactNode;
}

/** Labelled values side by side, long ones each on a line of a phone; those without a value are left out. */
export function Facts({ facts, areLong = false }: { facts: Fact[]; areLong?: boolean }) {
  return (
    <dl className={`m-0 grid gap-x-6 gap-y-4 sm:grid-cols-3 ${areLong ? "" : "grid-cols-2"}`}>
      {facts
        .filter(({ value }) => value !== null && value !== "")
        .map(({ id, label, value }) => (
          <div key={id ?? label}>
            <Typography component="dt" variant="body2" color="textSecondary">
              {label}
            </Typography>
            <Typography component="dd" className="m-0 [overflow-wrap:anywhere]" sx={{ fontWeight: 600 }}>
              {value}
            </Typography>
          </div>
        ))}
    </dl>
  );
}
