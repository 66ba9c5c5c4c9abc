/** The requests to the process of canned responses, and its responses. */
import { z } from "zod";

/** The name of the listener that answers clients in place of a router. */
export const front = "front";

export const cannedRequest = z.discriminatedUnion("kind", [
  /** Listens on a port in place of the server at `upstream`, from which unknown responses are learned. */
  z.object({ kind: z.literal("listen"), name: z.string(), port: z.int(), upstream: z.url() }),
  /** From now on nothing is learned: unknown requests are misses. */
  z.object({ kind: z.literal("seal") }),
  z.object({ kind: z.literal("counts") }),
]);
export type CannedRequest = z.infer<typeof cannedRequest>;

/** Requests by subgraph, and requests without a learned response, since the start. */
export const cannedCounts = z.object({
  misses: z.int(),
  firstMiss: z.string().nullable(),
  requests: z.record(z.string(), z.int()),
});
export type CannedCounts = z.infer<typeof cannedCounts>;
