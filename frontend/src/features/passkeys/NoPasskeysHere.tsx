import { mdiFingerprintOff } from "@mdi/js";
import { EmptyPanel } from "../../components/EmptyPanel";

/** Says whose fault it is that none can be added. */
export function NoPasskeysHere({ isBrowser }: { isBrowser: boolean }) {
  return (
    <EmptyPanel icon={mdiFingerprintOff} title="No passkey can be added here">
      {isBrowser
        ? "This browser has no passkeys. Open this page in a newer one, or on your phone."
        : "Passkeys need a site with a name and https. Whoever runs it can give it one."}
    </EmptyPanel>
  );
}
