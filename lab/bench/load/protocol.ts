/** The requests to the load generator, and its responses. */
import { z } from "zod";
import { step } from "../operations/session.ts";

/** One session of a set. `length` is the expected number of bytes of the last response; null: any without errors. */
const loadSession = z.object({
  authorization: z.string().nullable(),
  steps: z.array(step),
  length: z.int().nullable(),
});
export type LoadSession = z.infer<typeof loadSession>;

export const loadRequest = z.discriminatedUnion("kind", [
  /** Builds the bytes of a set of sessions once, for all cells that send it. */
  z.object({ kind: z.literal("prepare"), set: z.string(), port: z.int(), sessions: z.array(loadSession) }),
  /** A closed loop: each connection begins its next session when it has a response. It ends after so many sessions too, where `sessions` says so. */
  z.object({
    kind: z.literal("run"),
    set: z.string(),
    seconds: z.number(),
    sessions: z.int().optional(),
    connections: z.int(),
  }),
]);
export type LoadRequest = z.infer<typeof loadRequest>;
/** The length of a run, and its connections. */
export type LoadRun = Omit<Extract<LoadRequest, { kind: "run" }>, "kind" | "set">;

/** The result of a run, counted in whole sessions. Times are in milliseconds. */
export const loadResult = z.object({
  completed: z.int(),
  seconds: z.number(),
  /** Responses with another status than 200, of another length, with errors or without a text that is expected, and broken connections. */
  faults: z.int(),
  firstFault: z.string().nullable(),
  p50: z.number(),
  p99: z.number(),
});
export type LoadResult = z.infer<typeof loadResult>;
