import Chip from "@mui/material/Chip";

export type Tone = "good" | "calm" | "wanting" | "bad" | "neutral";

/** Dark ink on a pale ground, so that a pill can be read on paper, on the green band and in the dark. */
const COLOURS: Record<Tone, { bgcolor: string; color: string }> = {
  good: { bgcolor: "#cbe9d4", color: "#0f3d22" },
  calm: { bgcolor: "#cfe4ee", color: "#103748" },
  wanting: { bgcolor: "#fae0ac", color: "#4a2d00" },
  bad: { bgcolor: "#f8d3cb", color: "#5c150a" },
  neutral: { bgcolor: "#e4e2d9", color: "#33382f" },
};

/** A word or two about how something stands. */
export function Pill({ label, tone }: { label: string; tone: Tone }) {
  return <Chip size="small" label={label} sx={COLOURS[tone]} />;
}
