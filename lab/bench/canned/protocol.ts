/** The questions to the process of canned answers, and their answers. */
import { z } from "zod";

/** The name of the listener that answers clients in place of a router. */
export const front = "front";

export const cannedQuestion = z.discriminatedUnion("kind", [
  /** Listens on a port in place of the server at `upstream`, from which unknown answers are learned. */
  z.object({ kind: z.literal("listen"), name: z.string(), port: z.int(), upstream: z.url() }),
  /** From now on connections to these subgraphs break. */
  z.object({ kind: z.literal("down"), subgraphs: z.array(z.string()) }),
  /** From now on nothing is learned: unknown requests are misses. */
  z.object({ kind: z.literal("seal") }),
  /** Begins or ends to record requests, which slows the subgraphs down; answers with those since the last such question. */
  z.object({ kind: z.literal("record"), begins: z.boolean() }),
  z.object({ kind: z.literal("counts") }),
]);
export type CannedQuestion = z.infer<typeof cannedQuestion>;

/** Requests by subgraph, and requests without a learned answer, since the start. */
export const cannedCounts = z.object({
  misses: z.int(),
  firstMiss: z.string().nullable(),
  requests: z.record(z.string(), z.int()),
});
export type CannedCounts = z.infer<typeof cannedCounts>;

/** Requests to subgraphs in the order of a plan: those of one hop are sent together, each hop after the answers to the one before. */
export const hops = z.array(z.array(z.object({ port: z.int(), viewer: z.string(), body: z.string() })));
export type Hops = z.infer<typeof hops>;

/** The header by which the canned router with hops names its viewer, in place of an assertion. */
export const viewerHeader = "bench-viewer";

/** One request to the canned router with hops: its answer, and the requests that come before it. */
export const lesson = z.object({ authorization: z.string().nullable(), body: z.string(), answer: z.string(), hops });
export type Lesson = z.infer<typeof lesson>;
