/** A path on this site, or `/`: never an address that leads elsewhere (`//evil`, `/\evil`, `javascript:`). */
export function safePath(path: string | null | undefined): string {
  if (!path?.startsWith("/")) return "/";
  try {
    const url = new URL(path, window.location.origin);
    const inside = url.origin === window.location.origin && !url.pathname.startsWith("//"); // of /..//evil
    return inside ? url.pathname + url.search + url.hash : "/";
  } catch {
    return "/";
  }
}

/** True for pages that the server renders itself. */
export const isServerPage = (path: string): boolean => /^\/(admin|docs|schema)(\/|$|\?)/.test(path);
