import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import * as leave from "../../lib/leave";
import { aMembership } from "../../test/fixtures";
import { openApp } from "../../test/render";
import { answers, breaks, hangs, hasMemberships, refuses, signedInAs, signedOut } from "../../test/server";

const ASKED = { detail: "If this address belongs to a member, a mail is on its way.", seconds: 600 };

beforeEach(() => {
  signedOut();
});

async function askForMail(address = "/sign-in", email = "anna@example.org") {
  const asked = answers("post", "/auth/sign-in", ASKED, 202);
  const app = openApp(address);
  await app.user.type(await screen.findByLabelText("Email address"), `${email}{Enter}`);
  await screen.findByRole("heading", { name: "Check your mail" });
  return { ...app, asked };
}

test("asks for the mail and shows the address it goes to, without saying whether it is known", async () => {
  const { asked } = await askForMail();
  expect(asked).toEqual([{ path: "/auth/sign-in", body: { email: "anna@example.org" }, csrf: "a-csrf-token" }]);
  expect(screen.getByRole("status")).toHaveTextContent("If we know the address, a mail is on its way toanna@example.org");
  expect(window.location.href).not.toContain("anna");
});

test("keeps where the person wanted to go", async () => {
  const { asked } = await askForMail("/sign-in?next=%2Fdetails");
  expect(asked[0]?.body).toEqual({ email: "anna@example.org", next: "/details" });
});

test("a page that leads elsewhere is not passed on (checklist 15)", async () => {
  const { asked } = await askForMail("/sign-in?next=%2F%2Fevil.example");
  expect(asked[0]?.body).toEqual({ email: "anna@example.org", next: "/" });
});

test("an empty address asks for one and sends nothing", async () => {
  const asked = answers("post", "/auth/sign-in", ASKED, 202);
  const { user } = openApp("/sign-in");
  await user.click(await screen.findByRole("button", { name: "Send me a sign-in mail" }));
  expect(screen.getByLabelText("Email address")).toHaveAccessibleDescription(/^Enter your email address/);
  expect(screen.getByLabelText("Email address")).toHaveFocus();
  expect(asked).toHaveLength(0);
});

test("an address that the server does not take is named at the field", async () => {
  refuses("post", "/auth/sign-in", 400, "email_invalid", "This is not one email address.", "email");
  const { user } = openApp("/sign-in");
  await user.type(await screen.findByLabelText("Email address"), "a@x.org,b@y.org{Enter}");
  await waitFor(() =>
    expect(screen.getByLabelText("Email address")).toHaveAccessibleDescription("This is not one email address."),
  );
  expect(screen.getByLabelText("Email address")).toHaveValue("a@x.org,b@y.org");
});

test("a broken connection is said, and what was typed stays", async () => {
  breaks("post", "/auth/sign-in");
  const { user } = openApp("/sign-in");
  await user.type(await screen.findByLabelText("Email address"), "anna@example.org{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent("The server could not be reached.");
  expect(screen.getByLabelText("Email address")).toHaveValue("anna@example.org");
});

test("the code field is made for phones", async () => {
  await askForMail();
  const code = screen.getByLabelText("Six-digit code");
  expect(code).toHaveAttribute("inputmode", "numeric");
  expect(code).toHaveAttribute("autocomplete", "one-time-code");
  expect(code).toHaveFocus();
});

test("a pasted code is sent by itself, and leads on", async () => {
  const { user } = await askForMail();
  const proofs = answers("post", "/auth/token", { next: "/" });
  hasMemberships(aMembership());
  await user.click(screen.getByLabelText("Six-digit code"));
  signedInAs();
  await user.paste("123 456");
  expect(await screen.findByRole("heading", { name: "My membership" })).toBeVisible();
  expect(proofs.map(({ body }) => body)).toEqual([{ code: "123456" }]);
});

test("five digits are not sent", async () => {
  const { user } = await askForMail();
  const proofs = answers("post", "/auth/token", { next: "/" });
  await user.type(screen.getByLabelText("Six-digit code"), "12345{Enter}");
  expect(screen.getByLabelText("Six-digit code")).toHaveValue("12345");
  expect(proofs).toHaveLength(0);
});

test("staff are led to the admin by the server's answer", async () => {
  const go = vi.spyOn(leave, "leaveFor").mockReturnValue();
  const { user } = await askForMail("/sign-in?next=%2Fadmin%2F");
  answers("post", "/auth/token", { next: "/admin/" });
  await user.type(screen.getByLabelText("Six-digit code"), "123456");
  await waitFor(() => expect(go).toHaveBeenCalledWith("/admin/"));
});

test("a wrong code says what to do and can be typed again", async () => {
  const { user } = await askForMail();
  refuses("post", "/auth/token", 400, "code_invalid", "This code does not work. Check the six digits.");
  await user.type(screen.getByLabelText("Six-digit code"), "000000");
  expect(await screen.findByRole("alert")).toHaveTextContent("This code does not work. Check the six digits.");
  const code = screen.getByLabelText("Six-digit code");
  expect(code).toHaveValue("");
  expect(code).toHaveFocus();
  expect(code).toBeInvalid();
});

test("after five wrong codes it says that none will work any more", async () => {
  const { user } = await askForMail();
  const asked = refuses("post", "/auth/token", 400, "code_invalid", "This code does not work. Check the six digits.");
  for (let tries = 1; tries <= 5; tries += 1) {
    expect(screen.queryByText(/no other will work now/)).not.toBeInTheDocument();
    await user.type(screen.getByLabelText("Six-digit code"), "000000");
    await waitFor(() => expect(asked).toHaveLength(tries));
    await waitFor(() => expect(screen.getByLabelText("Six-digit code")).toHaveValue(""));
  }
  expect(await screen.findByRole("alert")).toHaveTextContent("Press the button in the mail, or have a new mail sent.");
});

test("sends again after a short wait", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { user, asked } = await askForMail();
  expect(screen.getByRole("button", { name: /^Send again in \d+ s$/ })).toBeDisabled();
  await vi.advanceTimersByTimeAsync(31_000);
  await user.click(await screen.findByRole("button", { name: "Send again" }));
  expect(await screen.findByRole("button", { name: /^Send again in/ })).toBeDisabled();
  expect(asked).toHaveLength(2);
});

test("another address starts over", async () => {
  const { user } = await askForMail();
  await user.click(screen.getByRole("button", { name: "Use another address" }));
  expect(await screen.findByLabelText("Email address")).toHaveValue("");
});

test("who is signed in already goes on", async () => {
  signedInAs();
  hasMemberships(aMembership());
  openApp("/sign-in");
  expect(await screen.findByRole("heading", { name: "My membership" })).toBeVisible();
});

test("loading", async () => {
  hangs("post", "/auth/sign-in");
  const { user } = openApp("/sign-in");
  await user.type(await screen.findByLabelText("Email address"), "anna@example.org{Enter}");
  expect(await screen.findByRole("progressbar")).toBeVisible();
});
