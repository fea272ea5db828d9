interface Problem {
  code: string;
  detail: string;
  attr: string | null;
}

/** What the server answered instead of a result; `message` is a sentence for the person in front of the screen. */
export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    readonly status: number,
    readonly problems: Problem[],
  ) {
    super(problems[0]?.detail ?? fallback(status));
  }

  get code(): string {
    return this.problems[0]?.code ?? "";
  }

  /** The session is over: nobody is signed in any more, or they may not be. */
  get endsSession(): boolean {
    return this.status === 401 || (this.status === 403 && this.code === "membership_ended");
  }

  /** Why the session is over, as far as the server said. */
  get farewell(): string {
    return SAID_WHY.has(this.code) ? this.message : "Your session has ended. Sign in again to go on.";
  }

  /** What is wrong with the field of that name, whatever the field is nested in. */
  problemWith(field: string): string | undefined {
    return this.problems.find(({ attr }) => attr === field || attr?.endsWith(`.${field}`))?.detail;
  }
}

const SAID_WHY = new Set(["membership_ended", "session_expired"]);

function fallback(status: number): string {
  if (status === 404) return "There is nothing here, or it is not yours to see.";
  if (status === 429) return "That was too many tries. Wait a minute, then try again.";
  if (status >= 500) return "The server could not answer. Nothing was lost; try again in a minute.";
  return "The server refused the request. Load the page again and try once more.";
}

/** Reads drf-standardized-errors' body, or makes do with the status. */
export function toApiError(status: number, body: unknown): ApiError {
  const errors = typeof body === "object" && body !== null && "errors" in body ? body.errors : null;
  return new ApiError(status, Array.isArray(errors) ? (errors as Problem[]) : []);
}

export const OFFLINE = "The server could not be reached. Check your connection, then try again.";

/** What a browser says when no passkey came of it, by the name of its error. */
const NO_PASSKEY: Record<string, string> = {
  NotAllowedError: "No passkey was used: it was cancelled, or it took too long. Try again.",
  AbortError: "No passkey was used: it was cancelled. Try again.",
  InvalidStateError: "This device holds a passkey of yours already.",
  SecurityError: "The browser allows no passkey for this address. Open the site by its name, with https.",
};

/** One sentence for any error. */
export function sentence(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return (error instanceof Error && NO_PASSKEY[error.name]) || OFFLINE;
}
