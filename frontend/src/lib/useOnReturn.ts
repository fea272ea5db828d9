import { useEffect } from "react";

/** Calls when the browser's Back button brings this page back as it was left: frozen in the middle of leaving. */
export function useOnReturn(call: () => void): void {
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) call();
    };
    window.addEventListener("pageshow", onShow);
    return () => window.removeEventListener("pageshow", onShow);
  }, [call]);
}
