import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { leaveFor } from "../lib/leave";
import { isServerPage, safePath } from "../lib/paths";

/** Forgets what another person may have read, and goes where the server says that whoever has signed in belongs. */
export function useGoOn() {
  const cache = useQueryClient();
  const navigate = useNavigate();
  return async ({ next }: { next: string }) => {
    const path = safePath(next);
    cache.clear();
    if (isServerPage(path)) leaveFor(path);
    else await navigate(path, { replace: true });
  };
}
