import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import * as leave from "../../lib/leave";
import { aMembership } from "../../test/fixtures";
import { openApp } from "../../test/render";
import { answers, hasMemberships, refuses, signedInAs, signedOut } from "../../test/server";

const BUTTON = { name: "Sign in to Riverside Tennis Club" };

beforeEach(() => {
  signedOut();
});

test("sends nothing without a click, and takes the token out of the address bar (checklist 4, 18)", async () => {
  const proofs = answers("post", "/auth/token", { next: "/" });
  openApp("/sign-in/confirm#token=secret&next=%2Fdetails");
  expect(window.location.href).not.toContain("secret");
  expect(window.location.hash).toBe("");
  expect(await screen.findByRole("button", BUTTON)).toBeVisible();
  expect(window.location.pathname).toBe("/sign-in/confirm");
  expect(proofs).toHaveLength(0);
});

test("a click signs in and goes where the server says", async () => {
  const proofs = answers("post", "/auth/token", { next: "/" });
  hasMemberships(aMembership());
  const { user } = openApp("/sign-in/confirm#token=secret&next=%2Fdetails");
  await user.click(await screen.findByRole("button", BUTTON).then((button) => (signedInAs(), button)));
  expect(await screen.findByRole("heading", { name: "My membership" })).toBeVisible();
  expect(proofs).toEqual([{ path: "/auth/token", body: { token: "secret", next: "/details" }, csrf: "a-csrf-token" }]);
});

test("pages of the server are loaded from the server", async () => {
  const go = vi.spyOn(leave, "leaveFor").mockReturnValue();
  answers("post", "/auth/token", { next: "/admin/members/" });
  const { user } = openApp("/sign-in/confirm#token=secret");
  await user.click(await screen.findByRole("button", BUTTON));
  await waitFor(() => expect(go).toHaveBeenCalledWith("/admin/members/"));
});

test("a link that does not work any more offers a new one", async () => {
  refuses("post", "/auth/token", 400, "link_invalid", "This link does not work any more: it was used already.");
  const { user } = openApp("/sign-in/confirm#token=old&next=%2Fdetails");
  await user.click(await screen.findByRole("button", BUTTON));
  expect(await screen.findByText("This link does not work any more: it was used already.")).toBeVisible();
  expect(screen.getByRole("link", { name: "Send me a new link" })).toHaveAttribute("href", "/sign-in?next=%2Fdetails");
});

test("a server in trouble does not use up the link", async () => {
  refuses("post", "/auth/token", 503, "mirror_unavailable", "The membership records cannot be read at the moment.");
  const { user } = openApp("/sign-in/confirm#token=secret");
  await user.click(await screen.findByRole("button", BUTTON));
  expect(await screen.findByRole("alert")).toHaveTextContent("The membership records cannot be read at the moment.");
  expect(screen.getByRole("button", BUTTON)).toBeEnabled();
});

test("without a token it asks for the link again", async () => {
  openApp("/sign-in/confirm#nothing");
  expect(await screen.findByRole("heading", { name: "Open the link again" })).toBeVisible();
  expect(screen.queryByRole("button", BUTTON)).not.toBeInTheDocument();
});

test("a second link in the same tab replaces the first", async () => {
  const proofs = answers("post", "/auth/token", { next: "/" });
  hasMemberships(aMembership());
  const { user } = openApp("/sign-in/confirm#token=first");
  await screen.findByRole("button", BUTTON);
  act(() => {
    window.location.hash = "#token=second";
  });
  await waitFor(() => expect(window.location.hash).toBe(""));
  signedInAs();
  await user.click(screen.getByRole("button", BUTTON));
  await screen.findByRole("heading", { name: "My membership" });
  expect(proofs.map(({ body }) => body)).toEqual([{ token: "second" }]);
});

test("says that somebody is signed in already (checklist 6)", async () => {
  signedInAs();
  openApp("/sign-in/confirm#token=secret");
  expect(await screen.findByText(/Signing in ends that session first/)).toBeVisible();
});
