import { Pill, type Tone } from "./Pill";

const LOOKS: Record<string, { label: string; tone: Tone }> = {
  active: { label: "Active", tone: "good" },
  trialing: { label: "Trial", tone: "calm" },
  past_due: { label: "Payment due", tone: "wanting" },
  unpaid: { label: "Unpaid", tone: "bad" },
  paused: { label: "Paused", tone: "neutral" },
  incomplete: { label: "Not started", tone: "wanting" },
  incomplete_expired: { label: "Not started", tone: "neutral" },
  canceled: { label: "Ended", tone: "neutral" },
  none: { label: "No membership", tone: "neutral" },
};

/** A membership's state in the club's words. */
export function StatusChip({ status }: { status: string }) {
  const { label, tone } = LOOKS[status] ?? { label: status, tone: "neutral" };
  return <Pill label={label} tone={tone} />;
}
