import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { SessionPlace } from "../../api/types";
import { openApp } from "../../test/render";
import { answers, hangs, hasMemberships, refuses, signedOut } from "../../test/server";

const HERE: SessionPlace = { id: "a1", device: "Firefox on Linux", signed_in_at: "2027-03-01T09:00:00Z", last_used_at: "2027-03-14T10:05:00Z", current: true };
const THERE: SessionPlace = { id: "b2", device: "Chrome on Android", signed_in_at: "2027-02-01T09:00:00Z", last_used_at: "2027-02-03T18:30:00Z", current: false };

function openSessions(...sessions: SessionPlace[]) {
  hasMemberships();
  answers("get", "/auth/sessions", sessions);
  return openApp("/sessions");
}

test("lists every place, the one in front of you marked", async () => {
  openSessions(HERE, THERE);
  const [here, there] = (await screen.findAllByRole("listitem")) as [HTMLElement, HTMLElement];
  expect(within(here).getByText("Firefox on Linux")).toBeVisible();
  expect(within(here).getByText("This one")).toBeVisible();
  expect(within(here).queryByRole("button")).not.toBeInTheDocument();
  expect(within(there).getByText("Last used 3 February 2027 at 18:30")).toBeVisible();
});

test("signs out of one place", async () => {
  const { user } = openSessions(HERE, THERE);
  const sent = answers("delete", "/auth/sessions/b2", null, 204);
  const button = await screen.findByRole("button", { name: "Sign out of Chrome on Android" });
  answers("get", "/auth/sessions", [HERE]);
  await user.click(button);
  expect(await screen.findAllByRole("listitem")).toHaveLength(1);
  expect(sent).toHaveLength(1);
});

test("says why it could not", async () => {
  const { user } = openSessions(HERE, THERE);
  refuses("delete", "/auth/sessions/b2", 404, "not_found", "You are not signed in there any more.");
  await user.click(await screen.findByRole("button", { name: "Sign out of Chrome on Android" }));
  expect(await screen.findByText("You are not signed in there any more.")).toBeVisible();
});

test("signs out everywhere and leads to signing in", async () => {
  const { user } = openSessions(HERE, THERE);
  answers("delete", "/auth/sessions", null, 204);
  const button = await screen.findByRole("button", { name: "Sign out everywhere, here too" });
  signedOut();
  await user.click(button);
  expect(await screen.findByText("You are signed out.")).toBeVisible();
});

test("says that it is loading", async () => {
  hasMemberships();
  hangs("get", "/auth/sessions");
  openApp("/sessions");
  expect(await screen.findByRole("status", { name: "Loading where you are signed in" })).toBeVisible();
});
