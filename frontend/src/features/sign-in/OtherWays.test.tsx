import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as leave from "../../lib/leave";
import * as passkeys from "../../lib/passkeys";
import { openApp } from "../../test/render";
import { answers, refuses, signedInAs } from "../../test/server";

const startAuthentication = vi.fn();
const nobody = { signed_in: false, email: null, is_member: false };

beforeEach(() => {
  vi.stubGlobal("PublicKeyCredential", {});
  vi.spyOn(passkeys, "webauthn").mockResolvedValue({ startAuthentication } as never);
  startAuthentication.mockReset().mockResolvedValue({ id: "x" });
  answers("post", "/auth/passkey/options", { options: { challenge: "abc" } });
});
afterEach(() => vi.unstubAllGlobals());

test("a passkey signs in without an address, and leads where the person wanted to go", async () => {
  const go = vi.spyOn(leave, "leaveFor").mockReturnValue();
  signedInAs(nobody);
  const used = answers("post", "/auth/passkey", { next: "/admin/" });
  const { user } = openApp("/sign-in?next=%2Fadmin%2F");
  await user.click(await screen.findByRole("button", { name: "Sign in with a passkey" }));
  await waitFor(() => expect(go).toHaveBeenCalledWith("/admin/"));
  expect(used).toEqual([{ path: "/auth/passkey", body: { credential: { id: "x" }, next: "/admin/" }, csrf: "a-csrf-token" }]);
});

test("a refused passkey says what to do", async () => {
  signedInAs(nobody);
  refuses("post", "/auth/passkey", 400, "passkey_refused", "This passkey could not be used. Try again.");
  const { user } = openApp("/sign-in");
  await user.click(await screen.findByRole("button", { name: "Sign in with a passkey" }));
  expect(await screen.findByText("This passkey could not be used. Try again.")).toBeVisible();
});

test("a browser without passkeys is offered none", async () => {
  vi.unstubAllGlobals();
  signedInAs(nobody);
  openApp("/sign-in");
  await screen.findByText("Riverside Tennis Club");
  expect(screen.queryByRole("button", { name: "Sign in with a passkey" })).not.toBeInTheDocument();
});

test("providers are offered where the club has set them up, and know the page that was wanted", async () => {
  signedInAs({ ...nobody, ways_in: ["google", "github"] });
  openApp("/sign-in?next=%2Fdetails");
  const google = await screen.findByRole("link", { name: "Sign in with Google" });
  expect(google).toHaveAttribute("href", "/auth/with/google?next=%2Fdetails");
  expect(screen.getByRole("link", { name: "Sign in with GitHub" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Sign in with a passkey" })).not.toBeInTheDocument();
});

test("whoever comes back from a provider in vain is told what to do", async () => {
  signedInAs({ ...nobody, ways_in: ["google"] });
  openApp("/sign-in?refused=1");
  expect(await screen.findByText(/^That did not sign you in/)).toBeVisible();
});
