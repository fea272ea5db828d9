import { expect, test } from "vitest";
import { ApiError, OFFLINE, sentence, toApiError } from "./errors";

const error = (status: number, code: string) => toApiError(status, { errors: [{ code, detail: "Because.", attr: null }] });

test("the server's own words come first", () => {
  expect(sentence(error(503, "stripe_unavailable"))).toBe("Because.");
});

test.each([404, 429, 500, 400])("a bare %i has a sentence that says what to do", (status) => {
  expect(sentence(toApiError(status, "<html>"))).toMatch(/\.$/);
});

test("a broken connection is told from a refusal", () => {
  expect(sentence(new TypeError("Failed to fetch"))).toBe(OFFLINE);
});

test.each([
  [401, "not_authenticated", true],
  [401, "session_expired", true],
  [403, "membership_ended", true],
  [403, "permission_denied", false],
  [400, "membership_ended", false],
])("%i %s ends the session: %s", (status, code, ends) => {
  expect(error(status, code).endsSession).toBe(ends);
});

test("a problem is found at its field, however deep it is nested", () => {
  const problems = [{ code: "invalid", detail: "Too long.", attr: "metadata.shirt" }];
  expect(new ApiError(400, problems).problemWith("shirt")).toBe("Too long.");
  expect(new ApiError(400, problems).problemWith("shirts")).toBeUndefined();
});
