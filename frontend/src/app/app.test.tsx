import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { aMembership } from "../test/fixtures";
import { openApp } from "../test/render";
import { answers, breaks, hangs, hasMemberships, refuses, server, signedInAs, signedOut } from "../test/server";

const ENDED = "You have been signed out, because this address has no current membership.";

test("the club's name, the navigation with the current page, a skip link", async () => {
  hasMemberships(aMembership());
  openApp("/");
  await screen.findByRole("article");
  expect(screen.getByRole("banner")).toHaveTextContent("Riverside Tennis Club");
  for (const nav of screen.getAllByRole("navigation", { name: "Main" })) {
    expect(within(nav).getAllByRole("link").map((link) => link.textContent)).toEqual(["Membership", "Details", "Payments"]);
    expect(within(nav).getByRole("link", { current: "page" })).toHaveTextContent("Membership");
  }
  expect(screen.getByRole("link", { name: "Skip to the content" })).toHaveAttribute("href", `#${screen.getByRole("main").id}`);
});

test("a new screen takes the focus and the title", async () => {
  hasMemberships(aMembership());
  const { user } = openApp("/");
  await screen.findByRole("article");
  const [link] = screen.getAllByRole("link", { name: "Details" });
  if (link) await user.click(link);
  expect(await screen.findByRole("heading", { name: "My details" })).toBeVisible();
  await waitFor(() => expect(screen.getByRole("main")).toHaveFocus());
  expect(document.title).toBe("My details · Riverside Tennis Club");
});

test("who is not signed in is asked to, and comes back", async () => {
  signedOut();
  openApp("/details?member=cus_2");
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(window.location.search).toBe("?next=%2Fdetails%3Fmember%3Dcus_2");
});

test("the membership ends in the middle: the sign-in page says why (checklist 11)", async () => {
  refuses("get", "/postgres/members/me", 401, "membership_ended", ENDED);
  openApp("/");
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent(ENDED);
  expect(window.location.pathname).toBe("/sign-in");
});

test("the membership ended while away: the same, from the first request", async () => {
  signedOut();
  const error = { type: "client_error", errors: [{ code: "membership_ended", detail: ENDED, attr: null }] };
  server.use(http.get("/auth/session", () => HttpResponse.json(error, { status: 401 }), { once: true }));
  openApp("/");
  expect(await screen.findByRole("alert")).toHaveTextContent(ENDED);
  expect(screen.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(screen.getByText("Riverside Tennis Club")).toBeVisible();
});

test("a refusal for want of rights does not sign anybody out", async () => {
  refuses("get", "/postgres/members/me", 403, "permission_denied", "You may not do this.");
  openApp("/");
  expect(await screen.findByRole("alert")).toHaveTextContent("You may not do this.");
  expect(window.location.pathname).toBe("/");
});

test("signing out ends the session on the server and forgets what was read", async () => {
  hasMemberships(aMembership());
  const ended = answers("delete", "/auth/session", null, 204);
  const { user, cache } = openApp("/");
  await screen.findByRole("article");
  await user.click(screen.getByRole("button", { name: "Account" }));
  expect(await screen.findByText("anna@example.org")).toBeVisible();
  signedOut();
  await user.click(screen.getByRole("menuitem", { name: "Sign out" }));
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("You are signed out.");
  expect(ended).toEqual([{ path: "/auth/session", body: null, csrf: "a-csrf-token" }]);
  expect(cache.getQueryData(["members", "me"])).toBeUndefined();
});

test.each([
  ["admin", 1],
  ["superuser", 1],
  [null, 0],
] as const)("the admin's link for %s", async (role, links) => {
  signedInAs({ role });
  hasMemberships(aMembership());
  const { user } = openApp("/");
  await user.click(await screen.findByRole("button", { name: "Account" }));
  await screen.findByRole("menuitem", { name: "Sign out" });
  expect(screen.queryAllByRole("menuitem", { name: "Admin" })).toHaveLength(links);
});

test("an address that does not exist", async () => {
  openApp("/nowhere");
  expect(await screen.findByRole("heading", { name: "Page not found" })).toBeVisible();
});

test("a screen that breaks leaves a way out", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  answers("get", "/postgres/members/me", { email: "anna@example.org", memberships: [{ name: "half an answer" }] });
  openApp("/");
  expect(await screen.findByRole("button", { name: "Load the page again" })).toBeVisible();
});

test("the server is away: said, and tried again", async () => {
  breaks("get", "/auth/session");
  const { user } = openApp("/");
  expect(await screen.findByRole("alert")).toHaveTextContent("The server could not be reached.");
  signedInAs();
  hasMemberships(aMembership());
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("article")).toBeVisible();
});

test("loading", async () => {
  hangs("get", "/auth/session");
  openApp("/");
  expect(await screen.findByRole("status", { name: "Loading" })).toBeVisible();
});

test.each(["csrf", "__Host-csrf"])("the token of the cookie %s goes along with what is written (checklist 17)", async (name) => {
  document.cookie = "csrf=; path=/; max-age=0";
  vi.spyOn(document, "cookie", "get").mockReturnValue(`other=1; ${name}=from-${name}`);
  signedOut();
  const asked = answers("post", "/auth/sign-in", { detail: "", seconds: 600 }, 202);
  const { user } = openApp("/sign-in");
  await user.type(await screen.findByLabelText("Email address"), "anna@example.org{Enter}");
  await screen.findByRole("heading", { name: "Check your mail" });
  expect(asked[0]?.csrf).toBe(`from-${name}`);
});
