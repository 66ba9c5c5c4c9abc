/** The revocation feed: users publishes ended sessions, changed roles and revoked API clients to every process that serves viewers. */
import { z } from "zod";
import { operation } from "../rpc/contract.ts";

const revocation = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("session"), sessionId: z.string() }),
  /** Tokens of this person with any other role are refused. */
  z.object({ kind: z.literal("role"), userId: z.string(), role: z.string() }),
  z.object({ kind: z.literal("client"), clientId: z.string() }),
]);

const request = z.object({ after: z.int().min(0).nullable(), waitMs: z.int().min(0).max(10_000) });

/** One page of the feed. */
export const revocationPage = z.object({
  entries: z.array(revocation),
  /** The newest sequence number. */
  seq: z.int(),
  /** Milliseconds from the arrival of the request to the last look at the store: the response is complete up to that moment. */
  waitedMs: z.number(),
});

/** The revocations after a sequence number; all that a live token may contradict where `after` is null. Waits for one if there is none. */
export function revocationsFor(callers: readonly string[]) {
  return operation({ name: "revocations", callers, input: request, output: revocationPage });
}

export type Revocation = z.infer<typeof revocation>;
export type RevocationRequest = z.input<typeof request>;
export type RevocationPage = z.output<typeof revocationPage>;
