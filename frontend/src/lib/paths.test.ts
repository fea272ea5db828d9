import { expect, test } from "vitest";
import { isServerPage, safePath } from "./paths";

test.each(["/", "/details?member=cus_1", "/admin/", "/payments?show=payments#top"])("%s is kept", (path) => {
  expect(safePath(path)).toBe(path);
});

test.each([
  "//evil.example",
  "/\\evil.example",
  "https://evil.example/",
  "javascript:alert(1)",
  "",
  null,
  undefined,
  "/\t/evil.example",
  "/..//evil.example",
  "/admin/..//evil.example",
])("%s leads to the first page (checklist 15)", (path) => {
  expect(safePath(path)).toBe("/");
});

test("pages of the server are told from those of the app", () => {
  expect(["/admin/", "/admin/members/", "/docs"].map(isServerPage)).toEqual([true, true, true]);
  expect(["/", "/details", "/administer"].map(isServerPage)).toEqual([false, false, false]);
});
