import Button from "@mui/material/Button";
import { mdiCompassOutline } from "@mdi/js";
import { Link } from "react-router";
import { EmptyPanel } from "../components/EmptyPanel";
import { Page } from "../components/Page";

export function NotFound() {
  return (
    <Page title="Page not found">
      <EmptyPanel
        icon={mdiCompassOutline}
        title="There is nothing at this address"
        action={
          <Button component={Link} to="/" variant="contained">
            To my membership
          </Button>
        }
      >
        The link may be old, or a letter may be missing.
      </EmptyPanel>
    </Page>
  );
}
