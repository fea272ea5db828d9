// Gives events to @stripe/sync-engine's processEvent, several at once, and prints how long each took in ms.
// Arguments: the database's address, Stripe's key, how many at once. On its input: the events, one a line.
import { readFileSync } from "node:fs";

import { StripeSync, runMigrations } from "@stripe/sync-engine";

const [databaseUrl, stripeSecretKey, atOnce] = process.argv.slice(2);
const waiting = readFileSync(0, "utf8").trim().split("\n").map(JSON.parse);
await runMigrations({ databaseUrl, stripeApiVersion: "2020-08-27" });
const poolConfig = { connectionString: databaseUrl, max: 10, keepAlive: true };
const engine = await StripeSync.create({ databaseUrl, stripeSecretKey, poolConfig });

const waits = [];
let refused = 0;
const take = async () => {
  for (let event = waiting.shift(); event; event = waiting.shift()) {
    const began = performance.now();
    try {
      await engine.webhook.processEvent(event);
      waits.push(performance.now() - began);
    } catch {
      refused += 1;
    }
  }
};
const began = performance.now();
await Promise.all(Array.from({ length: Number(atOnce) }, take));
const seconds = (performance.now() - began) / 1000;
await engine.close();
console.log(JSON.stringify({ seconds, waits, refused }));
