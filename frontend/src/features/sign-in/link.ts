import { useEffect, useState } from "react";

export interface SignInLink {
  token: string;
  next?: string;
}

let held: SignInLink | null = null;

/**
 * Takes the token out of the fragment of a sign-in link and out of the address bar and the history, so that it
 * is not seen, shared or sent on. It lives on in this page's memory alone.
 */
export function takeSignInLink(): void {
  if (window.location.pathname !== "/sign-in/confirm" || !window.location.hash) return;
  const fragment = new URLSearchParams(window.location.hash.slice(1));
  const token = fragment.get("token");
  held = token ? { token, next: fragment.get("next") ?? undefined } : null;
  window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
}

/** The link that led here, also when a second one is opened in the same tab. */
export function useSignInLink(): SignInLink | null {
  const [link, setLink] = useState(held);
  useEffect(() => {
    const take = () => {
      takeSignInLink();
      setLink(held);
    };
    take();
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);
  return link;
}
