import { act, screen } from "@testing-library/react";
import { onlineManager } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { aMembership } from "../test/fixtures";
import { openApp } from "../test/render";
import { breaks, hasMemberships } from "../test/server";

vi.mock("../features/payments/PaymentsPage", () => {
  throw new TypeError("Failed to fetch dynamically imported module");
});

afterEach(() => onlineManager.setOnline(true));

test("a screen that does not arrive says so, where a blank page would be", async () => {
  hasMemberships(aMembership());
  const { user } = openApp("/");
  await screen.findByRole("article");
  await user.click(screen.getAllByRole("link", { name: "Payments" })[0] as HTMLElement);
  expect(await screen.findByRole("heading", { name: "This page could not be loaded" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Load the page again" })).toBeVisible();
  expect(screen.getByRole("banner")).toBeVisible();
});

test("without a connection the page says so, until it is back", async () => {
  hasMemberships(aMembership());
  openApp("/");
  await screen.findByRole("article");
  act(() => onlineManager.setOnline(false));
  expect(screen.getByRole("status")).toHaveTextContent("You are offline.");
  act(() => onlineManager.setOnline(true));
  expect(screen.queryByRole("status")).not.toBeInTheDocument();
});

test("without a connection saving fails at once", async () => {
  hasMemberships(aMembership());
  breaks("post", "/stripe/portal-sessions");
  const { user } = openApp("/");
  const button = await screen.findByRole("button", { name: "Manage billing" });
  act(() => onlineManager.setOnline(false));
  await user.click(button);
  expect(await screen.findByRole("alert")).toHaveTextContent("The server could not be reached.");
});
