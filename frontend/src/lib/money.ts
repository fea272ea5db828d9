const WITHOUT_MINOR_UNIT = "bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split(" ");
const WITH_THOUSANDTHS = "bhd jod kwd omr tnd".split(" ");

/** Writes an amount in Stripe's minor units as money: `18000, "gbp"` → `£180.00`, `18000, "jpy"` → `JP¥18,000`. */
export function money(minorUnits: number, currency: string): string {
  const format = new Intl.NumberFormat("en-GB", { style: "currency", currency: currency || "gbp" });
  return format.format(minorUnits / 10 ** decimals(currency.toLowerCase()));
}

/** Of Stripe's amounts, which for some currencies differ from the currency's own: https://docs.stripe.com/currencies */
function decimals(currency: string): number {
  if (WITHOUT_MINOR_UNIT.includes(currency)) return 0;
  return WITH_THOUSANDTHS.includes(currency) ? 3 : 2;
}

/** `£180.00 a year`, `£45.00 every 3 months`, or the bare amount where nothing recurs. */
export function pricePerInterval(price: {
  amount_cents: number | null;
  currency: string;
  interval: string | null;
  interval_count: number | null;
}): string | null {
  if (price.amount_cents === null) return null;
  const amount = money(price.amount_cents, price.currency);
  const count = price.interval_count ?? 1;
  if (!price.interval) return amount;
  return count === 1 ? `${amount} a ${price.interval}` : `${amount} every ${count} ${price.interval}s`;
}
