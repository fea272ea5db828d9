import type { components } from "./schema";

type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type Membership = Schemas["Membership"];
export type Subscription = Schemas["Subscription"];
export type MemberField = Schemas["Field"];
export type Invoice = Schemas["Invoice"];
export type Payment = Schemas["Payment"];
export type Me = Schemas["Me"];
