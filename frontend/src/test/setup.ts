import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { closeApp } from "./render";
import { server, signedInAs } from "./server";

window.scrollTo = () => undefined;
configure({ asyncUtilTimeout: 8000 }); // a busy machine is not a defect

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => {
  document.cookie = "csrf=a-csrf-token; path=/";
  signedInAs();
});
afterEach(() => {
  cleanup();
  closeApp();
  server.resetHandlers();
  vi.useRealTimers();
});
afterAll(() => server.close());
