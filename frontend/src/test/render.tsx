import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createApp } from "../app/app";
import { takeSignInLink } from "../features/sign-in/link";

let close: () => void = () => undefined;

/** Opens the app at an address, as a browser would. */
export function openApp(address: string) {
  window.history.replaceState(null, "", address);
  takeSignInLink();
  const { App, router, cache } = createApp();
  close = () => {
    router.dispose();
    cache.clear();
  };
  return { ...render(<App />), user: userEvent.setup({ delay: null }), cache };
}

export function closeApp(): void {
  close();
  close = () => undefined;
}
