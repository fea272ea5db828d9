import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import * as leave from "../../lib/leave";
import { aMembership, aSubscription } from "../../test/fixtures";
import { openApp } from "../../test/render";
import { answers, breaks, hangs, hasMemberships, refuses, signedInAs } from "../../test/server";

const ME = "/postgres/members/me";

test("shows status, plan, price and renewal date", async () => {
  hasMemberships(aMembership());
  openApp("/");
  const card = await screen.findByRole("article", { name: "Anna Ashford" });
  expect(within(card).getByText("Active")).toBeVisible();
  expect(within(card).getByText("Active: renews on 14 March 2027 for £180.00.")).toBeVisible();
  expect(within(card).getByText("Adult")).toBeVisible();
  expect(within(card).getByText("£180.00 a year")).toBeVisible();
  expect(within(card).getByText("Member since 2 May 2019")).toBeVisible();
  expect(document.title).toBe("My membership · Riverside Tennis Club");
});

test("shows everybody on the address, each with their own standing (checklist 10)", async () => {
  const ended = aSubscription({ id: "sub_2", status: "canceled", ended_at: "2025-06-30T12:00:00Z" });
  hasMemberships(
    aMembership(),
    aMembership({ customer_id: "cus_2", name: "Ben Ashford", status: "canceled", subscriptions: [ended] }),
    aMembership({ customer_id: "cus_3", name: "Cara Ashford", status: "none", subscriptions: [] }),
  );
  openApp("/");
  expect(await screen.findByRole("heading", { name: "Our memberships" })).toBeVisible();
  expect(screen.getAllByRole("article")).toHaveLength(3);
  expect(within(screen.getByRole("article", { name: "Ben Ashford" })).getByText(/^Ended on 30 June 2025/)).toBeVisible();
  expect(within(screen.getByRole("article", { name: "Cara Ashford" })).getByText("No membership")).toBeVisible();
});

test("shows several subscriptions of one person, and those that are over apart", async () => {
  hasMemberships(
    aMembership({
      subscriptions: [
        aSubscription({ id: "sub_0", status: "canceled", plan_name: "Junior", ended_at: "2023-03-14T10:00:00Z" }),
        aSubscription(),
        aSubscription({ id: "sub_2", plan_name: "Locker", amount_cents: 2500 }),
      ],
    }),
  );
  openApp("/");
  expect(await screen.findByRole("region", { name: "Also: Locker" })).toHaveTextContent("£25.00 a year");
  expect(screen.getByText("Earlier memberships (1)")).toBeVisible();
  expect(screen.queryByRole("region", { name: "Also: Junior" })).not.toBeInTheDocument();
});

test("past due: says what is open and leads to the portal of that person", async () => {
  const go = vi.spyOn(leave, "leaveFor").mockReturnValue();
  const due = aSubscription({ status: "past_due" });
  hasMemberships(
    aMembership({ status: "past_due", past_due_since_at: "2026-11-02T10:00:00Z", amount_due_cents: 18000, subscriptions: [due] }),
  );
  const sent = answers("post", "/stripe/portal-sessions", { url: "https://billing.stripe.com/p/session/1" }, 201);
  const { user } = openApp("/");
  expect(await screen.findByRole("alert")).toHaveTextContent("£180.00 to pay. A payment has been due since 2 November 2026.");
  expect(sent).toHaveLength(0);
  await user.click(screen.getByRole("button", { name: "Pay now" }));
  await waitFor(() => expect(go).toHaveBeenCalledWith("https://billing.stripe.com/p/session/1"));
  expect(sent).toEqual([{ path: "/stripe/portal-sessions", body: { customer_id: "cus_1" }, csrf: "a-csrf-token" }]);
});

test("coming back from the portal by the Back button, the button works again", async () => {
  vi.spyOn(leave, "leaveFor").mockReturnValue();
  hasMemberships(aMembership());
  answers("post", "/stripe/portal-sessions", { url: "https://billing.stripe.com/p/session/1" }, 201);
  const { user } = openApp("/");
  const button = await screen.findByRole("button", { name: "Manage billing" });
  await user.click(button);
  await waitFor(() => expect(button).toBeDisabled());
  act(() => {
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  });
  await waitFor(() => expect(button).toBeEnabled());
});

test("manage billing says so when Stripe is away", async () => {
  hasMemberships(aMembership());
  refuses("post", "/stripe/portal-sessions", 503, "stripe_unavailable", "Stripe cannot be reached at the moment.");
  const { user } = openApp("/");
  await user.click(await screen.findByRole("button", { name: "Manage billing" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Stripe cannot be reached at the moment.");
});

test("loading", async () => {
  hangs("get", ME);
  openApp("/");
  expect(await screen.findByRole("status", { name: "Loading your membership" })).toBeVisible();
});

test("an error is shown in the server's words and can be tried again", async () => {
  refuses("get", ME, 503, "mirror_unavailable", "The membership records cannot be read at the moment.");
  const { user } = openApp("/");
  expect(await screen.findByRole("alert")).toHaveTextContent("The membership records cannot be read at the moment.");
  hasMemberships(aMembership());
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("article", { name: "Anna Ashford" })).toBeVisible();
});

test("a broken connection says what to do", async () => {
  breaks("get", ME);
  openApp("/");
  expect(await screen.findByRole("alert")).toHaveTextContent("Check your connection, then try again.");
});

test("staff without a membership are led to the admin", async () => {
  signedInAs({ role: "admin", is_member: false });
  hasMemberships();
  openApp("/");
  expect(await screen.findByRole("heading", { name: "You help to run the club" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Open the admin" })).toHaveAttribute("href", "/admin/");
});

test("somebody without role and membership is told whom to ask, and not led to the admin", async () => {
  hasMemberships();
  openApp("/");
  expect(await screen.findByRole("heading", { name: "No membership on this address" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "Open the admin" })).not.toBeInTheDocument();
});
