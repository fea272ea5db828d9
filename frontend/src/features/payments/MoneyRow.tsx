import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { Pill, type Tone } from "../../components/Pill";

export interface Mark {
  label: string;
  tone: Tone;
}

interface MoneyRowProps {
  title: string;
  details: string[];
  amount: string;
  mark: Mark;
  note?: string;
  links: { label: string; href: string | null }[];
}

/** One invoice or payment: what for, when, how much, how it stands, where to read more. */
export function MoneyRow({ title, details, amount, mark, note, links }: MoneyRowProps) {
  return (
    <li className="grid grid-cols-[1fr_auto] items-start gap-x-4 gap-y-1 px-5 py-4 sm:px-7">
      <Typography sx={{ fontWeight: 600 }} className="[overflow-wrap:anywhere]">
        {title}
      </Typography>
      <Typography sx={{ fontWeight: 650, fontVariantNumeric: "tabular-nums" }} className="text-right">
        {amount}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {details.filter(Boolean).join(" · ")}
      </Typography>
      <div className="justify-self-end">
        <Pill {...mark} />
      </div>
      {note && (
        <Typography variant="body2" color="textSecondary" className="col-span-2">
          {note}
        </Typography>
      )}
      <div className="col-span-2 flex flex-wrap gap-x-5">
        {links.map(
          ({ label, href }) =>
            href && (
              <Link
                key={label}
                href={href}
                target="_blank"
                rel="noopener noreferrer"
                variant="body2"
                className="inline-flex min-h-8 items-center"
                aria-label={`${label}: ${title}, ${details[0] ?? ""} (opens in a new tab)`}
              >
                {label}
              </Link>
            ),
        )}
      </div>
    </li>
  );
}
