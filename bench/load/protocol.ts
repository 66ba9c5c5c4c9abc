/** The questions to the load generator, and their answers. */
import { z } from "zod";

/** One request of a set. `length` is the expected number of bytes of the answer; null: any. */
const loadRequest = z.object({
  authorization: z.string().nullable(),
  body: z.string(),
  length: z.int().nullable(),
});
export type LoadRequest = z.infer<typeof loadRequest>;

/** Closed loop: each connection sends its next request when it has an answer. Open loop: requests begin at a fixed rate per second. */
const pace = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("closed"), connections: z.int() }),
  z.object({ kind: z.literal("open"), rate: z.number() }),
]);
export type Pace = z.infer<typeof pace>;

export const loadQuestion = z.discriminatedUnion("kind", [
  /** Builds the bytes of a set of requests once, for all cells that send it. */
  z.object({ kind: z.literal("prepare"), set: z.string(), port: z.int(), requests: z.array(loadRequest) }),
  z.object({ kind: z.literal("run"), set: z.string(), seconds: z.number(), pace }),
]);
export type LoadQuestion = z.infer<typeof loadQuestion>;

/** The result of a run. Times are in milliseconds; in an open loop they count from the moment at which the request was due. */
export const loadResult = z.object({
  completed: z.int(),
  seconds: z.number(),
  /** Answers with another status than 200, of another length than expected, and broken connections. */
  faults: z.int(),
  firstFault: z.string().nullable(),
  p50: z.number(),
  p99: z.number(),
});
export type LoadResult = z.infer<typeof loadResult>;
