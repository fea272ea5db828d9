import { Outlet } from "react-router";
import { useSession } from "../api/session";
import { Shell } from "./Shell";

/** Around screens that are open to everybody: whoever is signed in has the navigation there too. */
export function Public() {
  const session = useSession();
  return (
    <Shell session={session.data?.signed_in ? session.data : undefined}>
      <Outlet />
    </Shell>
  );
}
