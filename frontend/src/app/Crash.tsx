import Button from "@mui/material/Button";
import { mdiAlertCircleOutline } from "@mdi/js";
import { useRouteError } from "react-router";
import { EmptyPanel } from "../components/EmptyPanel";
import { NotLoaded } from "../lib/loaded";

/** What is left when a screen fails: a way out that does not need the screen. */
export function Crash() {
  const { title, text } = useRouteError() instanceof NotLoaded ? AWAY : BROKEN;
  return (
    <main className="mx-auto flex w-full max-w-2xl flex-col justify-center px-4 py-10">
      <title>{title}</title>
      <EmptyPanel
        icon={mdiAlertCircleOutline}
        title={title}
        action={
          <Button variant="contained" onClick={() => window.location.reload()}>
            Load the page again
          </Button>
        }
      >
        {text}
      </EmptyPanel>
    </main>
  );
}

const AWAY = {
  title: "This page could not be loaded",
  text: "Check your connection, then load it again. Nothing of yours was changed.",
};
const BROKEN = {
  title: "Something went wrong on this page",
  text: "Nothing of yours was changed. If it happens again, tell the club what you were doing.",
};
