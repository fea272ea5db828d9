import { expect, test } from "vitest";
import { aField } from "../../test/fixtures";
import { changesIn, fieldId, problemWith, readable } from "./fields";

test.each([
  ["date", "2027-03-14", undefined],
  ["date", "2027-02-30", "Enter a day that exists, such as 14/03/2027."],
  ["number", "42", undefined],
  ["number", "-7.5", undefined],
  ["number", "7,5", "Enter a number, such as 42 or 7.5."],
  ["number", "1e5", "Enter a number, such as 42 or 7.5."],
  ["yes_no", "yes", undefined],
  ["yes_no", "perhaps", "Choose yes or no."],
  ["choice", "M", undefined],
  ["choice", "XXL", "Choose one from the list."],
  ["text", "x".repeat(500), undefined],
  ["text", "x".repeat(501), "Shorten it to 500 characters; it has 501."],
] as const)("%s %s", (type, value, problem) => {
  expect(problemWith(aField({ type, choices: ["S", "M"] }), value)).toBe(problem);
});

test.each(["text", "choice", "date", "number", "yes_no"] as const)("an empty %s is allowed: it removes the value", (type) => {
  expect(problemWith(aField({ type }), "  ")).toBeUndefined();
});

test("only changed keys are sent, gathered by the object they stand on", () => {
  const shirt = aField({ key: "shirt", value: "M" });
  const locker = aField({ key: "locker", value: "12" });
  const phone = aField({ key: "phone", value: "1" });
  const onPlan = aField({ key: "shirt", target: "subscription", object_id: "sub_1" });
  const notMine = aField({ key: "number", writable: false, value: "7" });
  const draft = {
    [fieldId(shirt)]: "L",
    [fieldId(locker)]: " 12 ",
    [fieldId(phone)]: "",
    [fieldId(onPlan)]: "S",
    [fieldId(notMine)]: "8",
  };
  expect(changesIn([shirt, locker, phone, onPlan, notMine], draft)).toEqual([
    { target: "customer", objectId: "cus_1", metadata: { shirt: "L", phone: null } },
    { target: "subscription", objectId: "sub_1", metadata: { shirt: "S" } },
  ]);
});

test("values are shown as people read them", () => {
  expect(readable(aField({ type: "date", value: "2027-03-14" }))).toBe("14 March 2027");
  expect(readable(aField({ type: "yes_no", value: "no" }))).toBe("No");
  expect(readable(aField())).toBe("Not set");
});
