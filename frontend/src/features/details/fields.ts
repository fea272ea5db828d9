import type { MemberField } from "../../api/types";
import { isCalendarDate, longDate } from "../../lib/dates";

/** Stripe keeps at most this many characters in one value of metadata. */
export const MAX_LENGTH = 500;

/** Names a field on the screen: the same key may stand on a customer and on several subscriptions. */
export const fieldId = ({ object_id, key }: Pick<MemberField, "object_id" | "key">): string => `${object_id}.${key}`;

/** What is wrong with a value, as a sentence; undefined when the server will take it. Empty means "not set". */
export function problemWith(field: MemberField, value: string): string | undefined {
  const text = value.trim();
  if (!text) return undefined;
  switch (field.type) {
    case "date":
      return isCalendarDate(text) ? undefined : "Enter a day that exists, such as 14/03/2027.";
    case "number":
      return /^[+-]?\d+(\.\d+)?$/.test(text) ? undefined : "Enter a number, such as 42 or 7.5.";
    case "choice":
      return field.choices.includes(text) ? undefined : "Choose one from the list.";
    case "yes_no":
      return ["yes", "no"].includes(text) ? undefined : "Choose yes or no.";
    case "text":
      return text.length <= MAX_LENGTH ? undefined : `Shorten it to ${MAX_LENGTH} characters; it has ${text.length}.`;
  }
}

/** A value as people read it: `14 March 2027`, `Yes`. */
export function readable(field: MemberField): string {
  if (!field.value) return "Not set";
  if (field.type === "date" && isCalendarDate(field.value)) return longDate(field.value);
  if (field.type === "yes_no") return { yes: "Yes", no: "No" }[field.value] ?? field.value;
  return field.value;
}

/** What one request changes: the changed keys of one Stripe object, null where a value was removed. */
export interface Change {
  target: MemberField["target"];
  objectId: string;
  metadata: Record<string, string | null>;
}

export type Draft = Readonly<Record<string, string>>;

export const isChanged = (field: MemberField, draft: Draft): boolean => {
  const value = draft[fieldId(field)];
  return value !== undefined && value.trim() !== field.value;
};

/** The changed keys alone, gathered by the object that they stand on. */
export function changesIn(fields: MemberField[], draft: Draft): Change[] {
  const changes = new Map<string, Change>();
  for (const field of fields.filter((one) => one.writable && isChanged(one, draft))) {
    const change = changes.get(field.object_id) ?? { target: field.target, objectId: field.object_id, metadata: {} };
    change.metadata[field.key] = draft[fieldId(field)]?.trim() || null;
    changes.set(field.object_id, change);
  }
  return [...changes.values()];
}
