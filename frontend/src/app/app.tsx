import { CacheProvider } from "@emotion/react";
import CssBaseline from "@mui/material/CssBaseline";
import { ThemeProvider } from "@mui/material/styles";
import { QueryClientProvider } from "@tanstack/react-query";
import { createBrowserRouter, RouterProvider } from "react-router";
import type { ApiError } from "../api/errors";
import { sessionQuery } from "../api/session";
import { OfflineNotice } from "./OfflineNotice";
import { createQueryClient } from "./query-client";
import { createRoutes } from "./routes";
import { createStyleCache } from "./styles";
import { theme } from "./theme";

/** The whole app with a router and a cache of its own. */
export function createApp() {
  const router = createBrowserRouter(createRoutes());
  const cache = createQueryClient((error) => void leaveSession(error));
  const styles = createStyleCache();
  let isLeaving = false;
  cache.query(sessionQuery).catch(() => undefined); // asked for while the first screen loads

  const leaveSession = async ({ farewell }: ApiError) => {
    const { pathname, search } = router.state.location;
    if (isLeaving || pathname.startsWith("/sign-in")) return;
    isLeaving = true;
    const next = new URLSearchParams({ next: pathname + search }).toString();
    await router.navigate(`/sign-in?${next}`, { state: { notice: farewell }, replace: true });
    cache.clear();
    isLeaving = false;
  };

  function App() {
    return (
      <CacheProvider value={styles}>
        <ThemeProvider theme={theme}>
          <CssBaseline enableColorScheme />
          <QueryClientProvider client={cache}>
            <OfflineNotice />
            <RouterProvider router={router} />
          </QueryClientProvider>
        </ThemeProvider>
      </CacheProvider>
    );
  }
  return { App, router, cache };
}
