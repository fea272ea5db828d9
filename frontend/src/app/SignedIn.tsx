import { Navigate, Outlet, useLocation } from "react-router";
import { useSession } from "../api/session";
import { ErrorPanel } from "../components/ErrorPanel";
import { LoadingCards } from "../components/LoadingCards";
import { Shell } from "./Shell";

/** Lets in who is signed in, and sends everybody else to sign in and back again. */
export function SignedIn() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.isPending)
    return (
      <Shell>
        <LoadingCards label="Loading" />
      </Shell>
    );
  if (session.isError)
    return (
      <Shell>
        <ErrorPanel error={session.error} onRetry={() => void session.refetch()} />
      </Shell>
    );
  if (!session.data.signed_in) {
    const path = pathname + search;
    const to = path === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ next: path }).toString()}`;
    return <Navigate to={to} state={{ notice: session.data.farewell }} replace />;
  }
  return (
    <Shell session={session.data}>
      <Outlet />
    </Shell>
  );
}
