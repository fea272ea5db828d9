// A member's first year, by Stripe's official SDK for Node: argument 1 is where the emulator listens.
import assert from "node:assert/strict";
import Stripe from "stripe";

const { hostname, port } = new URL(process.argv[2]);
const stripe = new Stripe("sk_test_node", { host: hostname, port: Number(port), protocol: "http" });

const product = await stripe.products.create({ name: "Adult" });
const price = await stripe.prices.create({
  product: product.id,
  currency: "gbp",
  unit_amount: 12000,
  recurring: { interval: "year" },
});
const customer = await stripe.customers.create({
  email: "ann@club.test",
  payment_method: "pm_card_visa",
  invoice_settings: { default_payment_method: "pm_card_visa" },
  metadata: { shirt: "M" },
});
const coupon = await stripe.coupons.create({ percent_off: 25, duration: "once" });
const subscription = await stripe.subscriptions.create({
  customer: customer.id,
  items: [{ price: price.id }],
  discounts: [{ coupon: coupon.id }],
  expand: ["latest_invoice.payments"],
});
assert.equal(subscription.status, "active");
assert.equal(subscription.latest_invoice.total, 9000);
assert.equal(subscription.latest_invoice.payments.data[0].status, "paid");

const upcoming = await stripe.invoices.createPreview({ subscription: subscription.id });
assert.equal(upcoming.total, 12000);

const found = [];
for await (const row of stripe.customers.list({ limit: 1 })) found.push(row.id);
assert.deepEqual(found, [customer.id]);

await assert.rejects(stripe.customers.retrieve("cus_none"), { code: "resource_missing", statusCode: 404 });
await assert.rejects(
  stripe.paymentIntents.create({ amount: 100, currency: "gbp", confirm: true, payment_method: "pm_card_chargeDeclined" }),
  { type: "StripeCardError", decline_code: "generic_decline" },
);

const canceled = await stripe.subscriptions.cancel(subscription.id);
assert.equal(canceled.status, "canceled");
const { data } = await stripe.events.list({ type: "customer.subscription.deleted" });
assert.equal(data[0].data.object.id, subscription.id);
console.log("ok");
