import Button from "@mui/material/Button";
import Divider from "@mui/material/Divider";
import { useSession } from "../../api/session";
import { PasskeyButton } from "../../components/PasskeyButton";
import { knowsPasskeys } from "../../lib/passkeys";

const PROVIDERS = [
  { way: "google", name: "Google" },
  { way: "github", name: "GitHub" },
] as const;

/** What this club and this browser offer besides a mail; nothing where that is all. */
export function OtherWays({ next }: { next: string | undefined }) {
  const ways = useSession().data?.ways_in ?? [];
  const hasPasskeys = ways.includes("passkey") && knowsPasskeys();
  const providers = PROVIDERS.filter(({ way }) => ways.includes(way));
  if (!hasPasskeys && providers.length === 0) return null;
  return (
    <>
      <Divider>or</Divider>
      {hasPasskeys && <PasskeyButton next={next} />}
      {providers.map(({ way, name }) => (
        <Button key={way} component="a" href={address(way, next)} variant="outlined" size="large">
          Sign in with {name}
        </Button>
      ))}
    </>
  );
}

const address = (way: string, next: string | undefined) =>
  `/auth/with/${way}${next ? `?${new URLSearchParams({ next }).toString()}` : ""}`;
