import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { Icon } from "./Icon";

interface EmptyPanelProps {
  icon: string;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Says why there is nothing to see, and what to do about it. */
export function EmptyPanel({ icon, title, children, action }: EmptyPanelProps) {
  return (
    <Card className="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <Icon path={icon} color="primary" sx={{ fontSize: 44, opacity: 0.85 }} />
      <Typography variant="h2">{title}</Typography>
      {children && (
        <Typography color="textSecondary" className="max-w-prose">
          {children}
        </Typography>
      )}
      {action}
    </Card>
  );
}
