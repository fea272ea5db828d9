// A member's first year, by Stripe's official SDK for Node: argument 1 is where the emulator listens.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import Stripe from "stripe";

const { hostname, port } = new URL(process.argv[2]);
const stripe = new Stripe("sk_test_node", { host: hostname, port: Number(port), protocol: "http" });

// A webhook as Stripe's guides have it: the raw body, its signature, an answer.
const told = [];
const hook = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  const signed = request.headers["stripe-signature"];
  told.push(stripe.webhooks.constructEvent(body, signed, endpoint.secret));
  assert.throws(() => stripe.webhooks.constructEvent(body, signed, "whsec_other"), { type: "StripeSignatureVerificationError" });
  response.end();
  hook.emit("told");
}).listen(0, "127.0.0.1");
await once(hook, "listening");
const endpoint = await stripe.webhookEndpoints.create({
  url: `http://127.0.0.1:${hook.address().port}/`,
  enabled_events: ["customer.subscription.deleted"],
});

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
const names = ["Bea", "Cem", "Dan", "Eva"];
for (const name of names) await stripe.customers.create({ name });
const all = await stripe.customers.list({ limit: 2 }).autoPagingToArray({ limit: 10 });
assert.deepEqual(all.map((row) => row.name), [...names.toReversed(), null]);

await assert.rejects(stripe.customers.retrieve("cus_none"), { code: "resource_missing", statusCode: 404 });
await assert.rejects(
  stripe.paymentIntents.create({ amount: 100, currency: "gbp", confirm: true, payment_method: "pm_card_chargeDeclined" }),
  { type: "StripeCardError", decline_code: "generic_decline" },
);

const heard = once(hook, "told");
const canceled = await stripe.subscriptions.cancel(subscription.id);
assert.equal(canceled.status, "canceled");
const { data } = await stripe.events.list({ type: "customer.subscription.deleted" });
assert.equal(data[0].data.object.id, subscription.id);
await heard;
assert.deepEqual(told.map((event) => event.id), [data[0].id]);
assert.equal(told[0].data.object.status, "canceled");
hook.close();
hook.closeAllConnections();
console.log("ok");
