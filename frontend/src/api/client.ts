import createClient, { type Middleware } from "openapi-fetch";
import { csrfToken } from "../lib/cookies";
import { toApiError } from "./errors";
import type { paths } from "./schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

const csrf: Middleware = {
  async onRequest({ request }) {
    if (SAFE.has(request.method)) return undefined;
    if (!csrfToken()) await fetch(new URL("/auth/session", window.location.origin));
    request.headers.set("X-CSRFToken", csrfToken() ?? "");
    return request;
  },
};

export const client = createClient<paths, "application/json">({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  headers: { Accept: "application/json" },
  fetch: (request) => fetch(request),
});
client.use(csrf);

export interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's body, or an ApiError thrown. */
export async function answer<T>(reply: Promise<Reply<T>>): Promise<T> {
  const { data, error, response } = await reply;
  if (!response.ok) throw toApiError(response.status, error);
  return data as T;
}
