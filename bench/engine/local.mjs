// Lets Stripe's client, which @stripe/sync-engine gives no host, talk to BENCH_STRIPE_URL alone.
import Stripe from "stripe";

const { hostname, port } = new URL(process.env.BENCH_STRIPE_URL);
const configured = Stripe.prototype._getPropsFromConfig;
Stripe.prototype._getPropsFromConfig = function (config) {
  return { ...configured.call(this, config), host: hostname, port, protocol: "http", telemetry: false };
};
