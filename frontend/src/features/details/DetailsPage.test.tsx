import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { myMembershipsQuery } from "../../api/my-memberships";
import { aField, aMembership, aSubscription } from "../../test/fixtures";
import { openApp } from "../../test/render";
import { answers, hangs, hasMemberships, refuses, savesBehind } from "../../test/server";

const FIELDS = [
  aField({ key: "contact", label: "Emergency contact", value: "Mark", help_text: "Somebody whom we may call." }),
  aField({ key: "shirt", label: "Shirt size", type: "choice", choices: ["S", "M", "L"], value: "M" }),
  aField({ key: "born", label: "Date of birth", type: "date", value: "1987-05-02" }),
  aField({ key: "rating", label: "Rating", type: "number", value: "7.5" }),
  aField({ key: "photos", label: "Photographs", type: "yes_no", value: "yes" }),
  aField({ key: "partner", label: "Doubles partner", target: "subscription", object_id: "sub_1" }),
  aField({ key: "member_number", label: "Member number", value: "1042", writable: false }),
];
const CUSTOMER = "/stripe/customers/cus_1/metadata";
const SUBSCRIPTION = "/stripe/subscriptions/sub_1/metadata";

function openDetails(address = "/details") {
  hasMemberships(aMembership({ fields: FIELDS }));
  return openApp(address);
}
const save = () => screen.getByRole("button", { name: "Save changes" });

test("shows what Stripe has, each field in the input of its type, and what only the club may change", async () => {
  openDetails();
  const contact = await screen.findByRole("region", { name: "Name and contact" });
  for (const text of ["Anna Ashford", "anna@example.org", "+44 1632 960001", "1 Mill Lane", "United Kingdom"])
    expect(within(contact).getByText(text)).toBeVisible();
  expect(within(contact).getByRole("button", { name: "Manage billing" })).toBeVisible();

  expect(screen.getByRole("textbox", { name: "Emergency contact" })).toHaveAccessibleDescription("Somebody whom we may call.");
  expect(screen.getByRole("combobox", { name: "Shirt size" })).toHaveValue("M");
  expect(screen.getByLabelText("Date of birth")).toHaveValue("1987-05-02");
  expect(screen.getByRole("textbox", { name: "Rating" })).toHaveAttribute("inputmode", "decimal");
  expect(within(screen.getByRole("radiogroup", { name: "Photographs" })).getByRole("radio", { name: "Yes" })).toBeChecked();
  expect(within(screen.getByRole("group", { name: "Adult membership" })).getByRole("textbox", { name: "Doubles partner" })).toBeVisible();

  const kept = screen.getByRole("region", { name: "Kept by the club" });
  expect(within(kept).getByText("1042")).toBeVisible();
  expect(within(kept).queryByRole("textbox")).not.toBeInTheDocument();
});

test("only changed keys are sent, to the object they stand on", async () => {
  const { user } = openDetails();
  const toCustomer = answers("patch", CUSTOMER, { metadata: {} });
  const toSubscription = answers("patch", SUBSCRIPTION, { metadata: {} });
  await user.selectOptions(await screen.findByRole("combobox", { name: "Shirt size" }), "L");
  await user.clear(screen.getByRole("textbox", { name: "Rating" }));
  await user.type(screen.getByRole("textbox", { name: "Doubles partner" }), "Ben");
  await user.click(screen.getByRole("radio", { name: "No" }));
  hasMemberships(aMembership({ fields: FIELDS.map((field) => ({ ...field, value: { shirt: "L", rating: "", partner: "Ben", photos: "no" }[field.key] ?? field.value })) }));
  await user.click(save());
  expect(await screen.findByText("Saved.")).toBeVisible();
  expect(toCustomer).toEqual([
    { path: CUSTOMER, body: { metadata: { shirt: "L", rating: null, photos: "no" } }, csrf: "a-csrf-token" },
  ]);
  expect(toSubscription.map(({ body }) => body)).toEqual([{ metadata: { partner: "Ben" } }]);
  expect(save()).toBeDisabled();
});

test("what shows only later on the server stays as it was saved, with a word, until the server shows it", async () => {
  const { user, cache } = openDetails();
  savesBehind("patch", CUSTOMER);
  const shirt = await screen.findByRole("combobox", { name: "Shirt size" });
  await user.selectOptions(shirt, "L");
  await user.click(save());
  expect(await screen.findByText(/^Saved\. It shows here a little later/)).toBeVisible();
  await cache.refetchQueries(myMembershipsQuery);
  expect(shirt).toHaveValue("L");
  expect(screen.getByText("Saved.")).toBeVisible();

  const saved = FIELDS.map((field) => (field.key === "shirt" ? { ...field, value: "L" } : field));
  hasMemberships(aMembership({ name: "Anna Baker", fields: saved }));
  await cache.refetchQueries(myMembershipsQuery);
  expect(await screen.findByText("Anna Baker")).toBeVisible();
  expect(shirt).toHaveValue("L");
  expect(screen.queryByText(/It shows here a little later/)).not.toBeInTheDocument();
});

test("a value typed back to what it was is no change", async () => {
  const { user } = openDetails();
  const contact = await screen.findByRole("textbox", { name: "Emergency contact" });
  expect(save()).toBeDisabled();
  await user.type(contact, "x");
  expect(save()).toBeEnabled();
  await user.type(contact, "{Backspace}");
  expect(save()).toBeDisabled();
});

test("a value that does not fit is named at its field, and nothing is sent", async () => {
  const { user } = openDetails();
  const sent = answers("patch", CUSTOMER, { metadata: {} });
  const rating = await screen.findByRole("textbox", { name: "Rating" });
  await user.clear(rating);
  await user.type(rating, "good");
  await user.click(save());
  expect(rating).toHaveAccessibleDescription("Enter a number, such as 42 or 7.5.");
  expect(rating).toBeInvalid();
  await waitFor(() => expect(rating).toHaveFocus());
  expect(sent).toHaveLength(0);
});

test("what the server refuses is shown at the field, and what was typed stays", async () => {
  const { user } = openDetails();
  refuses("patch", CUSTOMER, 400, "invalid", '"Emergency contact": 501 characters are too many.', "metadata.contact");
  const contact = await screen.findByRole("textbox", { name: "Emergency contact" });
  await user.type(contact, " Ashford");
  await user.click(save());
  await waitFor(() => expect(contact).toHaveAccessibleDescription('"Emergency contact": 501 characters are too many.'));
  expect(contact).toHaveValue("Mark Ashford");
  expect(screen.queryByText("Saved.")).not.toBeInTheDocument();
  expect(save()).toBeEnabled();
});

test("Stripe is away: its text is shown and the changes wait to be saved again", async () => {
  const { user } = openDetails();
  refuses("patch", CUSTOMER, 503, "stripe_unavailable", "Stripe cannot be reached at the moment.");
  const contact = await screen.findByRole("textbox", { name: "Emergency contact" });
  await user.type(contact, "!");
  await user.click(save());
  expect(await screen.findByRole("alert")).toHaveTextContent("Stripe cannot be reached at the moment.");
  expect(contact).toHaveValue("Mark!");
  const again = answers("patch", CUSTOMER, { metadata: {} });
  await user.click(save());
  await waitFor(() => expect(again.map(({ body }) => body)).toEqual([{ metadata: { contact: "Mark!" } }]));
});

test("one of two objects fails: the other is saved, the failed one stays to be saved", async () => {
  const { user } = openDetails();
  answers("patch", CUSTOMER, { metadata: {} });
  refuses("patch", SUBSCRIPTION, 503, "stripe_unavailable", "Stripe cannot be reached at the moment.");
  await user.type(await screen.findByRole("textbox", { name: "Emergency contact" }), "!");
  await user.type(screen.getByRole("textbox", { name: "Doubles partner" }), "Ben");
  hasMemberships(aMembership({ fields: FIELDS.map((field) => (field.key === "contact" ? { ...field, value: "Mark!" } : field)) }));
  await user.click(save());
  expect(await screen.findByRole("alert")).toHaveTextContent("Stripe cannot be reached at the moment.");
  const retry = answers("patch", SUBSCRIPTION, { metadata: {} });
  const again = answers("patch", CUSTOMER, { metadata: {} });
  await user.click(save());
  await waitFor(() => expect(retry.map(({ body }) => body)).toEqual([{ metadata: { partner: "Ben" } }]));
  expect(again).toHaveLength(0);
});

test("asks before changes are left behind", async () => {
  const { user } = openDetails();
  await user.type(await screen.findByRole("textbox", { name: "Emergency contact" }), "!");
  const [elsewhere] = screen.getAllByRole("link", { name: "Membership" });
  if (elsewhere) await user.click(elsewhere);
  const dialog = await screen.findByRole("dialog", { name: "Leave without saving?" });
  await user.click(within(dialog).getByRole("button", { name: "Stay" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(screen.getByRole("textbox", { name: "Emergency contact" })).toHaveValue("Mark!");
  if (elsewhere) await user.click(elsewhere);
  await user.click(await screen.findByRole("button", { name: "Leave" }));
  expect(await screen.findByRole("heading", { name: "My membership" })).toBeVisible();
});

test("a family chooses whose details these are, and the address bar keeps it", async () => {
  const ben = aMembership({ customer_id: "cus_2", name: "Ben Ashford", subscriptions: [aSubscription({ id: "sub_2" })] });
  hasMemberships(aMembership(), ben);
  const { user } = openApp("/details?member=cus_2");
  const who = await screen.findByRole("combobox", { name: "Member" });
  expect(who).toHaveValue("cus_2");
  expect(within(screen.getByRole("region", { name: "Name and contact" })).getByText("Ben Ashford")).toBeVisible();
  await user.selectOptions(who, "Anna Ashford");
  expect(await within(screen.getByRole("region", { name: "Name and contact" })).findByText("Anna Ashford")).toBeVisible();
  expect(window.location.search).toBe("?member=cus_1");
});

test("loading", async () => {
  hangs("get", "/postgres/members/me");
  openApp("/details");
  expect(await screen.findByRole("status", { name: "Loading your details" })).toBeVisible();
});

test("nobody on the address", async () => {
  hasMemberships();
  openApp("/details");
  expect(await screen.findByRole("heading", { name: "No details yet" })).toBeVisible();
});

test("an error can be tried again", async () => {
  refuses("get", "/postgres/members/me", 503, "mirror_unavailable", "The membership records cannot be read.");
  const { user } = openApp("/details");
  expect(await screen.findByRole("alert")).toHaveTextContent("The membership records cannot be read.");
  hasMemberships(aMembership());
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("region", { name: "Name and contact" })).toBeVisible();
});
