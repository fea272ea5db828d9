import type { Allowed, Invoice, MemberField, Membership, Payment, Plan, Session, Subscription } from "../api/types";

export const aSession: Session = {
  signed_in: true,
  email: "anna@example.org",
  role: null,
  is_member: true,
  may_join: true,
  passkey_needed: false,
  ways_in: ["passkey"],
  club_name: "Riverside Tennis Club",
};

export const aSubscription = (changes: Partial<Subscription> = {}): Subscription => ({
  id: "sub_1",
  customer_id: "cus_1",
  status: "active",
  plan_name: "Adult",
  product_id: "prod_1",
  price_id: "price_1",
  amount_cents: 18000,
  currency: "gbp",
  interval: "year",
  interval_count: 1,
  quantity: 1,
  start_at: "2024-03-14T10:00:00Z",
  trial_end_at: null,
  current_period_start_at: "2026-03-14T10:00:00Z",
  current_period_end_at: "2027-03-14T10:00:00Z",
  cancel_at_period_end: false,
  cancel_at: null,
  ended_at: null,
  canceled_at: null,
  collection_method: "charge_automatically",
  paused: false,
  next_price_id: "",
  ...changes,
});

export const aMembership = (changes: Partial<Membership> = {}): Membership => ({
  customer_id: "cus_1",
  name: "Anna Ashford",
  email: "anna@example.org",
  phone: "+44 1632 960001",
  address: { line1: "1 Mill Lane", line2: "", city: "Riverside", state: "", postal_code: "RV1 1AA", country: "GB" },
  status: "active",
  has_access: true,
  member_since_at: "2019-05-02T10:00:00Z",
  past_due_since_at: null,
  amount_due_cents: 0,
  currency: "gbp",
  subscriptions: [aSubscription()],
  fields: [],
  ...changes,
});

export const aField = (changes: Partial<MemberField> = {}): MemberField => ({
  key: "emergency_contact",
  label: "Emergency contact",
  help_text: "",
  type: "text",
  choices: [],
  writable: true,
  value: "",
  target: "customer",
  object_id: "cus_1",
  ...changes,
});

export const anInvoice = (changes: Partial<Invoice> = {}): Invoice => ({
  id: "in_1",
  customer_id: "cus_1",
  number: "RTC-0001",
  status: "paid",
  created_at: "2026-03-14T10:00:00Z",
  due_at: null,
  paid_at: "2026-03-14T10:00:05Z",
  total_cents: 18000,
  amount_due_cents: 18000,
  amount_paid_cents: 18000,
  amount_remaining_cents: 0,
  currency: "gbp",
  description: "",
  hosted_invoice_url: "https://invoice.stripe.com/i/1",
  invoice_pdf: "https://pay.stripe.com/invoice/1/pdf",
  lines: [
    {
      description: "1 × Adult (at £180.00 / year)",
      amount_cents: 18000,
      period_start_at: "2026-03-14T10:00:00Z",
      period_end_at: "2027-03-14T10:00:00Z",
    },
  ],
  ...changes,
});

export const aPayment = (changes: Partial<Payment> = {}): Payment => ({
  id: "ch_1",
  customer_id: "cus_1",
  created_at: "2026-03-14T10:00:00Z",
  amount_cents: 18000,
  amount_refunded_cents: 0,
  currency: "gbp",
  status: "succeeded",
  description: "Membership 2026",
  method: "Visa •••• 4242",
  failure_message: "",
  receipt_url: "https://pay.stripe.com/receipts/1",
  ...changes,
});

export const allAllowed: Allowed = { join: true, change: true, cancel: true, come_back: true };

export const aPlan = (changes: Partial<Plan> = {}): Plan => ({
  price_id: "price_2",
  product_id: "prod_2",
  name: "Family",
  nickname: "",
  description: "Two adults and their children.",
  amount_cents: 52000,
  currency: "gbp",
  interval: "year",
  interval_count: 1,
  tier: 2,
  features: ["All courts"],
  joining: "anyone",
  min_age: null,
  max_age: null,
  places_left: null,
  ...changes,
});
