/** The questions to the load generator, and their answers. */
import { z } from "zod";
import { step } from "../operations/session.ts";

/** One session of a set. `length` is the expected number of bytes of the last answer; null: any. `refusesErrors`: those of any length have no errors. */
const loadSession = z.object({
  authorization: z.string().nullable(),
  steps: z.array(step),
  length: z.int().nullable(),
  refusesErrors: z.boolean(),
});
export type LoadSession = z.infer<typeof loadSession>;

/** Closed loop: each connection begins its next session when it has an answer. Open loop: sessions begin at a fixed rate per second. */
const pace = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("closed"), connections: z.int() }),
  z.object({ kind: z.literal("open"), rate: z.number() }),
]);
export type Pace = z.infer<typeof pace>;

export const loadQuestion = z.discriminatedUnion("kind", [
  /** Builds the bytes of a set of sessions once, for all cells that send it. */
  z.object({ kind: z.literal("prepare"), set: z.string(), port: z.int(), sessions: z.array(loadSession) }),
  /** A closed loop ends after so many sessions too, where `sessions` says so. */
  z.object({ kind: z.literal("run"), set: z.string(), seconds: z.number(), sessions: z.int().optional(), pace }),
]);
export type LoadQuestion = z.infer<typeof loadQuestion>;

/** The length and the pace of a run. */
export type LoadRun = Omit<Extract<LoadQuestion, { kind: "run" }>, "kind" | "set">;

/** The result of a run, counted in whole sessions. Times are in milliseconds; in an open loop they count from the moment at which the request was due. */
export const loadResult = z.object({
  completed: z.int(),
  seconds: z.number(),
  /** Answers with another status than 200, of another length, with errors or without a text that is expected, and broken connections. */
  faults: z.int(),
  firstFault: z.string().nullable(),
  p50: z.number(),
  p99: z.number(),
});
export type LoadResult = z.infer<typeof loadResult>;
