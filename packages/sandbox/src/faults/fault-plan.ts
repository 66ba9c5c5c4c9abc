/** Fault plan of the sandbox: shares of calls and messages that fail, changeable at run time. */
import { createHash } from "node:crypto";
import { z } from "zod";

const share = z.number().min(0).max(1).default(0);

/** Shares from 0 to 1. The affected calls and messages follow from the seed and their identity, not from time. */
export const faultPlan = z.strictObject({
  seed: z.int().default(1),
  /** Calls that take effect without a response. */
  timeout: share,
  /** Calls that take effect and whose connection breaks before the response. */
  lost: share,
  /** Calls that return 500 without effect. */
  error: share,
  /** Calls that take 1 to 30 seconds, half of them before they take effect. */
  slow: share,
  /** Messages that are sent 2 to 5 times. */
  duplicated: share,
  /** Messages delayed by up to 3 seconds, so that later ones overtake them. */
  reordered: share,
  /** Messages delayed by up to 60 seconds. */
  delayed: share,
  /** Messages that are never sent; final messages of disputes and failed refunds are delayed instead, as with `delayed`. */
  dropped: share,
  /** Messages preceded by a copy with a wrong signature. */
  forged: share,
  /** Messages preceded by a copy with an expired signature. */
  stale: share,
});

export type FaultPlan = z.output<typeof faultPlan>;
export type CallFault = "timeout" | "lost" | "error" | "slow";
export type MessageFault = "duplicated" | "reordered" | "delayed" | "dropped" | "forged" | "stale";
const callFaults: readonly CallFault[] = ["timeout", "lost", "error", "slow"];

/** The active plan, and the number of occurrences of each fault. */
export type Faults = { plan: FaultPlan; counts: Record<CallFault | MessageFault, number> };

/** No faults, until `plan` is changed. */
export function noFaults(): Faults {
  const counts = { timeout: 0, lost: 0, error: 0, slow: 0 };
  const messages = { duplicated: 0, reordered: 0, delayed: 0, dropped: 0, forged: 0, stale: 0 };
  return { plan: faultPlan.parse({}), counts: { ...counts, ...messages } };
}

/** Whether the plan affects calls. */
export function affectsCalls({ plan }: Faults): boolean {
  return callFaults.some((fault) => plan[fault] > 0);
}

/** The fault of the nth attempt of a call; undefined if it has none. */
export function faultOfCall({ plan }: Faults, name: string, key: string, nth: number): CallFault | undefined {
  let left = seededFraction(plan, "call", name, key, nth);
  return callFaults.find((fault) => {
    left -= plan[fault];
    return left < 0;
  });
}

/** Whether this fault affects the message with this number. */
export function affectsMessage({ plan }: Faults, fault: MessageFault, seq: number): boolean {
  return seededFraction(plan, fault, seq) < plan[fault];
}

/** A number from 0 up to 1, derived from the seed and the arguments. */
export function seededFraction({ seed }: Pick<FaultPlan, "seed">, ...what: readonly (string | number)[]): number {
  return (
    createHash("sha256")
      .update([seed, ...what].join("\n"))
      .digest()
      .readUInt32BE() /
    2 ** 32
  );
}
