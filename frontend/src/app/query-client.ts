import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/errors";

/** Server state. Refusals are final; a broken connection is tried once more. */
export function createQueryClient(onSessionLost: (error: ApiError) => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.endsSession) onSessionLost(error);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 1 && !(error instanceof ApiError),
      },
      mutations: { networkMode: "always" }, // without a connection, saving fails at once and says why
    },
  });
}
