import Alert from "@mui/material/Alert";
import { Navigate, useLocation, useNavigate, useSearchParams } from "react-router";
import { useSession } from "../../api/session";
import { isServerPage, safePath } from "../../lib/paths";
import { CodeStep } from "./CodeStep";
import { EmailStep } from "./EmailStep";
import { OtherWays } from "./OtherWays";
import { SignInFrame } from "./SignInFrame";

interface SignInState {
  /** Why the person is here, when they did not choose it themselves. */
  notice?: string;
  /** Kept in the history entry, so that a phone that reloads the page on return from the mail still has it. */
  sent?: { email: string; at: number };
}

/** Back from Google or GitHub: the same for every reason, so that it tells nobody who is a member. */
const REFUSED = "That did not sign you in. Ask for a mail, with the address that the club has for you.";

export function SignInPage() {
  const [search] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const session = useSession();
  const asked = search.get("next");
  const next = asked ? safePath(asked) : undefined; // without one, the server knows where this person belongs
  const { notice, sent } = (location.state ?? {}) as SignInState;

  const isKnown = session.data?.signed_in && !notice && !sent;
  if (isKnown && !isServerPage(next ?? "/")) return <Navigate to={next ?? "/"} replace />;

  const sentTo = (email: string) =>
    navigate(location.pathname + location.search, {
      state: { sent: { email, at: Date.now() } } satisfies SignInState,
      replace: Boolean(sent),
    });
  return (
    <SignInFrame title={sent ? "Check your mail" : "Sign in"}>
      {notice && <Alert severity="info">{notice}</Alert>}
      {search.has("refused") && !sent && <Alert severity="warning">{REFUSED}</Alert>}
      {sent ? (
        <CodeStep
          key={sent.at}
          email={sent.email}
          sentAt={sent.at}
          next={next}
          onSent={(email) => void sentTo(email)}
          onOtherAddress={() => void navigate(location.pathname + location.search, { replace: true })}
        />
      ) : (
        <>
          <EmailStep next={next} onSent={(email) => void sentTo(email)} />
          <OtherWays next={next} />
        </>
      )}
    </SignInFrame>
  );
}
