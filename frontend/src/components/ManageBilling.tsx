import Button, { type ButtonProps } from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { sentence } from "../api/errors";
import { useManageBilling } from "../api/portal-session";
import { useOnReturn } from "../lib/useOnReturn";

interface ManageBillingProps {
  customerId: string;
  label?: string;
  variant?: ButtonProps["variant"];
  color?: ButtonProps["color"];
  startIcon?: ButtonProps["startIcon"];
}

/** Leads to Stripe's billing portal, where cards, contact details and renewals are changed. */
export function ManageBilling({ customerId, label = "Manage billing", variant = "outlined", color, startIcon }: ManageBillingProps) {
  const portal = useManageBilling();
  useOnReturn(portal.reset);
  return (
    <div className="flex flex-col gap-2">
      <Button
        variant={variant}
        color={color}
        startIcon={startIcon}
        loading={portal.isPending || portal.isSuccess}
        onClick={() => portal.mutate(customerId)}
      >
        {label}
      </Button>
      {portal.isError && (
        <Typography role="alert" variant="body2" color="error">
          {sentence(portal.error)}
        </Typography>
      )}
    </div>
  );
}
