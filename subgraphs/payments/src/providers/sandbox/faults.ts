/** Faults that can be switched on at the sandbox while it runs: what share of calls and messages goes wrong, and how. */
import { createHash } from "node:crypto";
import { z } from "zod";

const share = z.number().min(0).max(1).default(0);

/** Shares from 0 to 1. Which calls and messages are struck follows from the seed and what they are, not from when they come. */
export const faultPlan = z.strictObject({
  seed: z.int().default(1),
  /** Calls that take effect and are never answered. */
  timeout: share,
  /** Calls that take effect, and whose connection breaks before the answer. */
  lost: share,
  /** Calls that are answered with 500, and do nothing. */
  error: share,
  /** Calls that take 1 to 30 seconds, half of them before they take effect. */
  slow: share,
  /** Messages that come 2 to 5 times. */
  duplicated: share,
  /** Messages that wait up to 3 seconds, so that later ones overtake them. */
  reordered: share,
  /** Messages that wait up to 60 seconds. */
  delayed: share,
  /** Messages that never come; those with which a dispute or a failed refund ends are late instead, as `delayed` ones. */
  dropped: share,
  /** Messages before which the same comes with a signature that is wrong. */
  forged: share,
  /** Messages before which the same comes with a signature that is too old. */
  stale: share,
});

export type FaultPlan = z.output<typeof faultPlan>;
export type CallFault = "timeout" | "lost" | "error" | "slow";
export type MessageFault = "duplicated" | "reordered" | "delayed" | "dropped" | "forged" | "stale";
const callFaults: readonly CallFault[] = ["timeout", "lost", "error", "slow"];

/** What is switched on, and how often each fault has struck since this began. */
export type Faults = { plan: FaultPlan; struck: Record<CallFault | MessageFault, number> };

/** No faults, until somebody changes `plan`. */
export function noFaults(): Faults {
  const struck = { timeout: 0, lost: 0, error: 0, slow: 0 };
  const messages = { duplicated: 0, reordered: 0, delayed: 0, dropped: 0, forged: 0, stale: 0 };
  return { plan: faultPlan.parse({}), struck: { ...struck, ...messages } };
}

/** Whether any call can be struck. */
export function strikesCalls({ plan }: Faults): boolean {
  return callFaults.some((fault) => plan[fault] > 0);
}

/** The fault of a call, of which this is the nth try; undefined if it has none. */
export function faultOfCall({ plan }: Faults, name: string, key: string, nth: number): CallFault | undefined {
  let left = chance(plan, "call", name, key, nth);
  return callFaults.find((fault) => {
    left -= plan[fault];
    return left < 0;
  });
}

/** Whether this fault strikes the message with this number. */
export function strikes({ plan }: Faults, fault: MessageFault, seq: number): boolean {
  return chance(plan, fault, seq) < plan[fault];
}

/** A number from 0 up to 1 that follows from the seed and from what it is for. */
export function chance({ seed }: Pick<FaultPlan, "seed">, ...what: readonly (string | number)[]): number {
  return (
    createHash("sha256")
      .update([seed, ...what].join("\n"))
      .digest()
      .readUInt32BE() /
    2 ** 32
  );
}
