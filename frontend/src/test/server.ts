import { http, HttpResponse, type JsonBodyType } from "msw";
import { setupServer } from "msw/node";
import type { Me, Plan, Session } from "../api/types";
import { allAllowed, aSession } from "./fixtures";

export const server = setupServer();

/** What the app sent, in order: read by tests that ask what left the browser. */
export interface Sent {
  path: string;
  body: unknown;
  csrf: string | null;
}

type Method = "get" | "post" | "patch" | "delete";

/** Answers every such request from now on and returns the list that they are noted in. */
export function answers(method: Method, path: string, body: JsonBodyType, status = 200, headers = {}): Sent[] {
  const sent: Sent[] = [];
  server.use(
    http[method](path, async ({ request }) => {
      const text = await request.text();
      const { pathname, search } = new URL(request.url);
      const json: unknown = text ? JSON.parse(text) : null;
      sent.push({ path: pathname + search, body: json, csrf: request.headers.get("X-CSRFToken") });
      return status === 204 ? new HttpResponse(null, { status }) : HttpResponse.json(body, { status, headers });
    }),
  );
  return sent;
}

/** A save that is done, and that the server does not show yet. */
export const savesBehind = (method: Method, path: string) => answers(method, path, {}, 200, { "Mirror-Behind": "true" });

/** An answer in the API's error format. */
export const refuses = (method: Method, path: string, status: number, code: string, detail: string, attr: string | null = null) =>
  answers(method, path, { type: status < 500 ? "client_error" : "server_error", errors: [{ code, detail, attr }] }, status);

/** Leaves requests to an address without an answer. */
export const hangs = (method: Method, path: string) =>
  server.use(http[method](path, () => new Promise<never>(() => undefined)));

/** The connection breaks. */
export const breaks = (method: Method, path: string) => server.use(http[method](path, () => HttpResponse.error()));

export const signedInAs = (changes: Partial<Session> = {}) => answers("get", "/auth/session", { ...aSession, ...changes });
export const signedOut = () => signedInAs({ signed_in: false, email: null, is_member: false });
export const hasMemberships = (...memberships: Me["memberships"]) => mayDo({}, ...memberships);
export const mayDo = (changes: Partial<Me["allowed"]>, ...memberships: Me["memberships"]) =>
  answers("get", "/postgres/members/me", { email: "anna@example.org", allowed: { ...allAllowed, ...changes }, memberships });
export const offersPlans = (...results: Plan[]) =>
  answers("get", "/postgres/plans", { count: results.length, next: null, previous: null, results });
