import { expect, test } from "vitest";
import { isCalendarDate, longDate, shortDate } from "./dates";

test("dates are written as in Britain", () => {
  expect(longDate("2027-03-14T10:00:00Z")).toBe("14 March 2027");
  expect(shortDate("2027-03-04T10:00:00Z")).toBe("4 Mar 2027");
});

test.each([
  ["2027-03-14", true],
  ["2024-02-29", true],
  ["2027-02-29", false],
  ["2027-13-01", false],
  ["14/03/2027", false],
  ["", false],
])("%s is a day that exists: %s", (text, is) => {
  expect(isCalendarDate(text)).toBe(is);
});
