/** Short plays on real processes that give a planted bug its chance, and that a sound shop gets through without a scratch. */
import type { Crowd } from "../load/load.ts";
import type { Fault } from "../plan/plan.ts";
import type { Scene } from "./mutant.ts";

export type Play = { plan: readonly Fault[]; lengthMs: number; ordersPerSecond: number; crowd: Crowd };

/** Everybody stays to the end, and pays in a way that loses answers, repeats messages, or is refused late. */
const crowd: Crowd = {
  shoppers: 16,
  onScarce: 0,
  tokens: {
    tok_ok: 50,
    tok_lost_answer: 10,
    tok_double_webhook: 10,
    tok_capture_lost_answer: 20,
    tok_capture_refused: 10,
  },
  leavers: { never: 1, cart: 0, checkout: 0, payment: 0 },
};
const messages: Fault = { kind: "provider", at: 0, faults: { duplicated: 0.3, reordered: 0.4 } };

export const plays: Readonly<Record<Scene, Play>> = {
  shopping: { plan: [messages], lengthMs: 4_000, ordersPerSecond: 15, crowd },
  /** A runner sleeps through its lease, another takes its place, and then there are two. */
  zombie: {
    plan: [
      messages,
      {
        kind: "link",
        at: 1_000,
        link: "orders > products inside",
        forMs: 2_500,
        trouble: { kind: "delay", share: 0.8, mostMs: 1_500 },
      },
      { kind: "pause", at: 2_500, name: "orders", forMs: 8_000, withStandby: true },
    ],
    lengthMs: 6_000,
    ordersPerSecond: 8,
    crowd,
  },
};
