import { screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { openApp } from "../../test/render";
import { answers, refuses, signedOut } from "../../test/server";
import { MOST_LOOKS } from "./api/joining";

const PATH = "/stripe/joinings/cs_1";
const standing = (status: string, is_known: boolean, more = {}) => ({ status, is_known, plan_name: "", pay_url: "", ...more });

beforeEach(() => {
  signedOut();
});

test("waits for the mirror and then says welcome", async () => {
  answers("get", PATH, standing("complete", false));
  openApp("/joined?session_id=cs_1");
  expect(await screen.findByText(/Your payment has arrived\. Your membership is being set up/)).toBeVisible();
  const asked = answers("get", PATH, standing("complete", true, { plan_name: "Adult" }));
  expect(await screen.findByRole("heading", { name: "Welcome! Adult is yours" }, { timeout: 4000 })).toBeVisible();
  expect(asked).toHaveLength(1);
  expect(screen.getByRole("link", { name: "Sign in to see it" })).toHaveAttribute("href", "/sign-in");
});

test("says after a minute that it takes longer, and that nothing is left to do", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  answers("get", PATH, standing("complete", false));
  openApp("/joined?session_id=cs_1");
  expect(await screen.findByText(/which takes a few seconds/)).toBeVisible();
  for (let look = 1; look < MOST_LOOKS; look += 1) await vi.advanceTimersByTimeAsync(8_100);
  expect(await screen.findByRole("heading", { name: "This takes longer than usual" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Look again" })).toBeVisible();
});

test("a payment that is not finished can be gone on with", async () => {
  answers("get", PATH, standing("open", false, { pay_url: "https://checkout.stripe.com/c/1" }));
  openApp("/joined?session_id=cs_1");
  expect(await screen.findByText(/nothing was charged/)).toBeVisible();
  expect(screen.getByRole("link", { name: "Back to the payment" })).toHaveAttribute("href", "https://checkout.stripe.com/c/1");
});

test("a page that was closed leads back to the plans", async () => {
  answers("get", PATH, standing("expired", false));
  openApp("/joined?session_id=cs_1");
  expect(await screen.findByText(/was closed before anything was paid/)).toBeVisible();
  expect(screen.getByRole("link", { name: "Choose a plan" })).toHaveAttribute("href", "/join");
});

test("without an id there is nothing to wait for, and it does not say that there is no membership", async () => {
  openApp("/joined");
  expect(await screen.findByRole("heading", { name: "This page belongs to a payment" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", "/sign-in");
  expect(screen.getByRole("link", { name: "Choose a plan" })).toHaveAttribute("href", "/join");
});

test("a payment that nobody knows is no error to try again", async () => {
  refuses("get", PATH, 404, "not_found", "Stripe has no such object, or it is not yours to see.");
  openApp("/joined?session_id=cs_1");
  expect(await screen.findByRole("heading", { name: "This page belongs to a payment" })).toBeVisible();
  expect(screen.queryByText(/no such object/)).not.toBeInTheDocument();
});

test("an error can be tried again", async () => {
  refuses("get", PATH, 503, "stripe_unavailable", "Stripe cannot be reached at the moment.");
  const { user } = openApp("/joined?session_id=cs_1");
  expect(await screen.findByRole("alert")).toHaveTextContent("Stripe cannot be reached");
  answers("get", PATH, standing("complete", true, { plan_name: "Adult" }));
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("heading", { name: "Welcome! Adult is yours" })).toBeVisible();
});
