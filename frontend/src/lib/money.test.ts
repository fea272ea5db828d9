import { expect, test } from "vitest";
import { money, pricePerInterval } from "./money";

test.each([
  [18000, "gbp", "£180.00"],
  [5, "gbp", "£0.05"],
  [-1250, "gbp", "-£12.50"],
  [1234567, "eur", "€12,345.67"],
  [500, "jpy", "JP¥500"],
  [12345, "bhd", "BHD 12.345"],
  [500, "isk", "ISK 5"],
  [500, "HUF", "HUF 5"],
])("%i %s is written as %s", (amount, currency, text) => {
  expect(money(amount, currency).replace(/\u00a0/g, " ")).toBe(text);
});

test.each([
  ["year", 1, "£45.00 a year"],
  ["month", 3, "£45.00 every 3 months"],
  [null, null, "£45.00"],
])("a price for each %s, %i times", (interval, interval_count, text) => {
  expect(pricePerInterval({ amount_cents: 4500, currency: "gbp", interval, interval_count })).toBe(text);
});

test("a price without a fixed amount is left out", () => {
  expect(pricePerInterval({ amount_cents: null, currency: "gbp", interval: "year", interval_count: 1 })).toBeNull();
});
