import Card from "@mui/material/Card";
import Skeleton from "@mui/material/Skeleton";

/** The shape of cards to come, announced as loading. */
export function LoadingCards({ label, count = 1, lines = 4 }: { label: string; count?: number; lines?: number }) {
  return (
    <div role="status" aria-label={label} aria-busy className="flex flex-col gap-4">
      {Array.from({ length: count }, (_, card) => (
        <Card key={card} className="flex flex-col gap-3 p-6">
          <Skeleton width="45%" height={32} />
          {Array.from({ length: lines }, (_, line) => (
            <Skeleton key={line} width={`${85 - line * 12}%`} />
          ))}
        </Card>
      ))}
    </div>
  );
}
