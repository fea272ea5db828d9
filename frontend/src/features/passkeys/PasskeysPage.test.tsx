import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Passkey } from "../../api/types";
import * as leave from "../../lib/leave";
import * as passkeys from "../../lib/passkeys";
import { openApp } from "../../test/render";
import { answers, breaks, hangs, hasMemberships, refuses, signedInAs } from "../../test/server";

const PHONE: Passkey = { id: 1, name: "My phone", created_at: "2027-02-01T09:00:00Z", last_used_at: "2027-03-14T10:05:00Z" };
const KEY: Passkey = { id: 2, name: "Key in the office", created_at: "2027-02-02T09:00:00Z", last_used_at: null };
const OPTIONS = { options: { challenge: "abc" } };
const CREDENTIAL = { id: "x", rawId: "x", type: "public-key", response: {}, clientExtensionResults: {} };

const startRegistration = vi.fn();
const startAuthentication = vi.fn();

beforeEach(() => {
  vi.stubGlobal("PublicKeyCredential", {});
  vi.spyOn(passkeys, "webauthn").mockResolvedValue({ startRegistration, startAuthentication } as never);
  startRegistration.mockReset().mockResolvedValue(CREDENTIAL);
  startAuthentication.mockReset().mockResolvedValue(CREDENTIAL);
});
afterEach(() => vi.unstubAllGlobals());

function openPasskeys(...rows: Passkey[]) {
  hasMemberships();
  answers("get", "/auth/passkeys", rows);
  return openApp("/passkeys");
}

test("lists name, age and last use", async () => {
  openPasskeys(PHONE, KEY);
  const [phone, key] = (await screen.findAllByRole("listitem")) as [HTMLElement, HTMLElement];
  expect(within(phone).getByText("My phone")).toBeVisible();
  expect(within(phone).getByText("Last used 14 March 2027 at 10:05")).toBeVisible();
  expect(within(key).getByText("Not used yet")).toBeVisible();
  expect(within(key).getByText("Added 2 February 2027")).toBeVisible();
});

test("adds one: the device makes it from the server's options, the server keeps it", async () => {
  const { user } = openPasskeys();
  answers("post", "/auth/passkeys/options", OPTIONS);
  const kept = answers("post", "/auth/passkeys", PHONE, 201);
  await user.type(await screen.findByLabelText("Name"), "My phone");
  answers("get", "/auth/passkeys", [PHONE]);
  await user.click(screen.getByRole("button", { name: "Add a passkey" }));
  expect(await screen.findByText("Added 1 February 2027")).toBeVisible();
  expect(screen.getByRole("status")).toHaveTextContent("The passkey is kept.");
  expect(startRegistration).toHaveBeenCalledWith({ optionsJSON: OPTIONS.options });
  expect(kept.map(({ body }) => body)).toEqual([{ name: "My phone", credential: CREDENTIAL }]);
});

test("asks for a name first", async () => {
  const { user } = openPasskeys();
  await user.click(await screen.findByRole("button", { name: "Add a passkey" }));
  expect(screen.getByLabelText("Name")).toHaveAccessibleDescription(/^Give it a name/);
  expect(startRegistration).not.toHaveBeenCalled();
});

test("says that it was cancelled", async () => {
  const { user } = openPasskeys();
  answers("post", "/auth/passkeys/options", OPTIONS);
  startRegistration.mockRejectedValue(Object.assign(new Error(), { name: "NotAllowedError" }));
  await user.type(await screen.findByLabelText("Name"), "My phone{Enter}");
  expect(await screen.findByText(/^No passkey was used: it was cancelled/)).toBeVisible();
  expect(screen.getByLabelText("Name")).toHaveValue("My phone");
});

test("removes one when asked twice", async () => {
  const { user } = openPasskeys(PHONE, KEY);
  const sent = answers("delete", "/auth/passkeys/1", null, 204);
  await user.click(await screen.findByRole("button", { name: "Remove My phone" }));
  answers("get", "/auth/passkeys", [KEY]);
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(1));
  expect(sent).toHaveLength(1);
});

test("says why it could not be removed", async () => {
  const { user } = openPasskeys(PHONE);
  refuses("delete", "/auth/passkeys/1", 404, "no_such_passkey", "This passkey is not there any more.");
  await user.click(await screen.findByRole("button", { name: "Remove My phone" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }));
  expect(await screen.findByText("This passkey is not there any more.")).toBeVisible();
});

test("somebody whose role waits adds the first one", async () => {
  signedInAs({ passkey_needed: true });
  openPasskeys();
  expect(await screen.findByText(/you have none yet/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Add a passkey" })).toBeVisible();
});

test("somebody whose role waits and who has one signs in with it, and goes on to the admin", async () => {
  const go = vi.spyOn(leave, "leaveFor").mockReturnValue();
  signedInAs({ passkey_needed: true });
  const { user } = openPasskeys(PHONE);
  answers("post", "/auth/passkey/options", OPTIONS);
  const used = answers("post", "/auth/passkey", { next: "/admin/" });
  await user.click(await screen.findByRole("button", { name: "Sign in with a passkey" }));
  await waitFor(() => expect(go).toHaveBeenCalledWith("/admin/"));
  expect(used.map(({ body }) => body)).toEqual([{ credential: CREDENTIAL, next: "/admin/" }]);
  expect(screen.queryByRole("button", { name: /^Remove|^Add/ })).not.toBeInTheDocument();
});

test("where browser or site have none, it says whose fault that is", async () => {
  signedInAs({ ways_in: [] });
  openPasskeys();
  expect(await screen.findByText(/^Passkeys need a site with a name/)).toBeVisible();
});

test("an old browser", async () => {
  vi.unstubAllGlobals();
  openPasskeys();
  expect(await screen.findByText(/^This browser has no passkeys/)).toBeVisible();
});

test("loading", async () => {
  hasMemberships();
  hangs("get", "/auth/passkeys");
  openApp("/passkeys");
  expect(await screen.findByRole("status", { name: "Loading your passkeys" })).toBeVisible();
});

test("a broken connection", async () => {
  hasMemberships();
  breaks("get", "/auth/passkeys");
  openApp("/passkeys");
  expect(await screen.findByText(/could not be reached/)).toBeVisible();
});
