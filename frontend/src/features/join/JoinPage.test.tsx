import { screen, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import * as leave from "../../lib/leave";
import { aMembership, aPlan } from "../../test/fixtures";
import { openApp } from "../../test/render";
import { answers, hangs, hasMemberships, offersPlans, refuses, signedInAs, signedOut } from "../../test/server";

const ADULT = aPlan({ price_id: "price_adult", name: "Adult", amount_cents: 24000 });

beforeEach(() => {
  signedOut();
});

test("lists the plans that anybody can join: price, what is included, whom for, places", async () => {
  offersPlans(
    ADULT,
    aPlan({ price_id: "price_junior", name: "Junior", max_age: 17, places_left: 1 }),
    aPlan({ price_id: "price_full", name: "Full", places_left: 0 }),
    aPlan({ price_id: "price_members", name: "For members", joining: "members" }),
    aPlan({ price_id: "price_honorary", name: "Honorary", joining: "nobody" }),
  );
  openApp("/join");
  const adult = await screen.findByRole("article", { name: "Adult" });
  expect(adult).toHaveTextContent("£240.00 a year");
  expect(within(adult).getByRole("listitem")).toHaveTextContent("All courts");
  expect(screen.getByRole("article", { name: "Junior" })).toHaveTextContent("Up to age 17 · One place left");
  const full = screen.getByRole("article", { name: "Full" });
  expect(full).toHaveTextContent("All places are taken.");
  expect(within(full).queryByRole("link")).not.toBeInTheDocument();
  expect(screen.queryByText("For members")).not.toBeInTheDocument();
  expect(screen.queryByText("Honorary")).not.toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", "/sign-in");
});

test("a newcomer gets a mail with a link to pay", async () => {
  offersPlans(ADULT);
  const sent = answers("post", "/stripe/joinings", { detail: "On its way." }, 202);
  const { user } = openApp("/join");
  await user.click(await screen.findByRole("link", { name: "Choose Adult, £240.00 a year" }));
  await user.click(screen.getByRole("button", { name: "Send me the link" }));
  expect(screen.getByText("Enter your email address, such as anna@example.org.")).toBeVisible();
  expect(sent).toHaveLength(0);
  await user.type(screen.getByLabelText("Email address"), "new@example.org");
  await user.click(screen.getByRole("button", { name: "Send me the link" }));
  expect(await screen.findByRole("heading", { name: "Check your mail" })).toBeVisible();
  expect(sent[0]?.body).toEqual({ email: "new@example.org", price_id: "price_adult" });
});

test("a plan for an age group asks for the date of birth, and a refusal stands at the field", async () => {
  offersPlans(aPlan({ price_id: "price_junior", name: "Junior", max_age: 17 }));
  const refusal = "This plan is for people of up to 17. Choose another.";
  refuses("post", "/stripe/joinings", 400, "field_invalid", refusal, "birth_date");
  const { user } = openApp("/join?plan=price_junior");
  await user.type(await screen.findByLabelText("Email address"), "new@example.org");
  await user.click(screen.getByRole("button", { name: "Send me the link" }));
  expect(screen.getByText("Enter the date of birth of whoever joins.")).toBeVisible();
  await user.type(screen.getByLabelText("Date of birth"), "1970-01-31");
  await user.click(screen.getByRole("button", { name: "Send me the link" }));
  expect(await screen.findByText(refusal)).toBeVisible();
});

test("a member says whom it is for and goes to the payment page", async () => {
  hasMemberships(aMembership());
  offersPlans(aPlan({ price_id: "price_members", name: "Coaching", joining: "members" }));
  const leaveFor = vi.spyOn(leave, "leaveFor").mockImplementation(() => undefined);
  signedInAs();
  const sent = answers("post", "/stripe/checkout-sessions", { url: "https://checkout.stripe.com/c/1" }, 201);
  const { user } = openApp("/join?plan=price_members");
  await user.selectOptions(await screen.findByLabelText("Who is it for?"), "Anna Ashford");
  await user.click(screen.getByRole("button", { name: "Go to payment" }));
  await vi.waitFor(() => expect(leaveFor).toHaveBeenCalledWith("https://checkout.stripe.com/c/1"));
  expect(sent[0]?.body).toEqual({ price_id: "price_members", customer_id: "cus_1" });
});

test("whoever left the payment page is told that nothing was charged", async () => {
  offersPlans(ADULT);
  openApp("/join?canceled=1");
  expect(await screen.findByRole("alert")).toHaveTextContent("Nothing was charged");
});

test("nothing to join, loading, and an error that can be tried again", async () => {
  hangs("get", "/postgres/plans");
  openApp("/join");
  expect(await screen.findByRole("status", { name: "Loading the plans" })).toBeVisible();
});

test("nothing to join says whom to ask", async () => {
  offersPlans(aPlan({ joining: "nobody" }));
  openApp("/join");
  expect(await screen.findByRole("heading", { name: "The club takes new members by hand" })).toBeVisible();
});

test("an error can be tried again", async () => {
  refuses("get", "/postgres/plans", 503, "mirror_unavailable", "The plans cannot be read.");
  const { user } = openApp("/join");
  expect(await screen.findByRole("alert")).toHaveTextContent("The plans cannot be read.");
  offersPlans(ADULT);
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("article", { name: "Adult" })).toBeVisible();
});

test("a plan for people whom the club knows can be chosen by its link, by mail", async () => {
  offersPlans(ADULT, aPlan({ price_id: "price_members", name: "Returning", joining: "members" }));
  openApp("/join?plan=price_members");
  expect(await screen.findByRole("article", { name: "Returning" })).toBeVisible();
  expect(screen.getByText(/also of one that has ended/)).toBeVisible();
  expect(screen.getByLabelText("Email address")).toBeVisible();
});

test("a plan that is full says so instead of asking for an address", async () => {
  offersPlans(aPlan({ price_id: "price_full", name: "Full", places_left: 0 }));
  openApp("/join?plan=price_full");
  expect(await screen.findByRole("article", { name: "Full" })).toHaveTextContent("Ask the club about a waiting list.");
  expect(screen.queryByLabelText("Email address")).not.toBeInTheDocument();
});

test("a link to a plan that is gone says so, and shows the others", async () => {
  offersPlans(ADULT);
  openApp("/join?plan=price_gone");
  expect(await screen.findByRole("alert")).toHaveTextContent("This plan cannot be joined here any more. Choose another.");
  expect(screen.getByRole("article", { name: "Adult" })).toBeVisible();
});

test("where the club takes members by hand, no plan asks for an address", async () => {
  signedInAs({ signed_in: false, email: null, is_member: false, may_join: false });
  offersPlans(ADULT);
  openApp("/join");
  expect(await screen.findByRole("heading", { name: "The club takes new members by hand" })).toBeVisible();
  expect(screen.queryByRole("article")).not.toBeInTheDocument();
});
