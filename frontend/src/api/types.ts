import type { components } from "./schema";

type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type Passkey = Schemas["Passkey"];
export type SessionPlace = Schemas["SessionRow"];
export type Membership = Schemas["MyMembership"];
export type Subscription = Schemas["Subscription"];
export type MemberField = Schemas["MyField"];
export type Invoice = Schemas["Invoice"];
export type Payment = Schemas["Payment"];
export type Plan = Schemas["Plan"];
export type ChangePreview = Schemas["ChangePreview"];
export type Allowed = Schemas["Allowed"];
export type Me = Schemas["Me"];
