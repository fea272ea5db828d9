const CSRF_COOKIES = ["__Host-csrf", "csrf"];

/** The token that Django expects back in X-CSRFToken, or null when no cookie is set yet. */
export function csrfToken(): string | null {
  const cookies = new Map(
    document.cookie.split(";").map((pair) => {
      const [name = "", ...value] = pair.trim().split("=");
      return [name, decodeURIComponent(value.join("="))] as const;
    }),
  );
  return CSRF_COOKIES.map((name) => cookies.get(name)).find(Boolean) ?? null;
}
