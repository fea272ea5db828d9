import type { ComponentType } from "react";
import type { RouteObject } from "react-router";
import { loaded } from "../lib/loaded";
import { Crash } from "./Crash";
import { Splash } from "./Splash";

// A function, because the router keeps quiet when a component that is named in an object does not arrive.
const screen = (load: () => Promise<ComponentType>) => async () => ({ Component: await loaded(load()) });

/** Every screen, each in a file of its own that is loaded when it is opened. */
export const createRoutes = (): RouteObject[] => [
  {
    ErrorBoundary: Crash,
    HydrateFallback: Splash,
    children: [
      { path: "/sign-in", lazy: screen(async () => (await import("../features/sign-in/SignInPage")).SignInPage) },
      { path: "/sign-in/confirm", lazy: screen(async () => (await import("../features/sign-in/ConfirmPage")).ConfirmPage) },
      {
        lazy: screen(async () => (await import("./Public")).Public),
        children: [
          {
            ErrorBoundary: Crash,
            children: [
              { path: "/join", lazy: screen(async () => (await import("../features/join/JoinPage")).JoinPage) },
              { path: "/joined", lazy: screen(async () => (await import("../features/join/JoinedPage")).JoinedPage) },
            ],
          },
        ],
      },
      {
        lazy: screen(async () => (await import("./SignedIn")).SignedIn),
        children: [
          {
            ErrorBoundary: Crash,
            children: [
              { index: true, lazy: screen(async () => (await import("../features/membership/MembershipPage")).MembershipPage) },
              { path: "details", lazy: screen(async () => (await import("../features/details/DetailsPage")).DetailsPage) },
              { path: "payments", lazy: screen(async () => (await import("../features/payments/PaymentsPage")).PaymentsPage) },
              { path: "passkeys", lazy: screen(async () => (await import("../features/passkeys/PasskeysPage")).PasskeysPage) },
              { path: "sessions", lazy: screen(async () => (await import("../features/sessions/SessionsPage")).SessionsPage) },
              { path: "*", lazy: screen(async () => (await import("./NotFound")).NotFound) },
            ],
          },
        ],
      },
    ],
  },
];
