/** The office's client of the graph, the shop of its own origin, and what was read from it. */
import { createGraphClient } from "@hansa/front/graph";
import { QueryClient } from "@tanstack/query-core";
import { endSession } from "./session-state.ts";

/** Staff never go on as guests: what a guest would be told is wrong for them. */
export const graph = createGraphClient({ onSessionEnd: endSession });

/** Milliseconds for which a reading is shown again without another request: a way back costs none. */
const freshMs = 60_000;

export const readings = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: "always",
      // The client repeats what the server asks to repeat.
      retry: false,
      staleTime: freshMs,
    },
  },
});
