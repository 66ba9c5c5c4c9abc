/** Short plays on real processes that give a planted bug its chance, and that a sound shop gets through without a scratch. */

import type { Patch } from "../../build.ts";
import type { Crowd } from "../load/load.ts";
import type { Fault } from "../plan/plan.ts";
import type { Name } from "../shop/names.ts";
import type { Scene } from "./mutant.ts";

export type Play = {
  plan: readonly Fault[];
  lengthMs: number;
  ordersPerSecond: number;
  crowd: Crowd;
  /** What takes longer in this scene than it does in a shop, so that a moment which is always there is met; the sound shop is as slow. */
  slowed: { builds: readonly Name[]; patches: readonly Patch[] };
};

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
/** Some messages come while the order goes on, others when it has long been paid. */
const messages: Fault = { kind: "provider", at: 0, faults: { duplicated: 0.3, reordered: 0.2, delayed: 0.4 } };

/** Between what a runner hears and what it writes down. */
const slowRunner: Patch = {
  file: "subgraphs/orders/src/service/saga/steps.ts",
  find: "  return step(deps, turn, saga, order);\n",
  replace: `  const advance: OrderTurn["advance"] = async (name, change) => {
    await deps.world.sleep(2_000 * deps.world.random());
    return turn.advance(name, change);
  };
  return step(deps, { ...turn, advance }, saga, order);\n`,
};

export const plays: Readonly<Record<Scene, Play>> = {
  shopping: {
    plan: [messages],
    lengthMs: 4_000,
    ordersPerSecond: 15,
    crowd,
    slowed: { builds: [], patches: [] },
  },
  /** Everybody wants the same few things, so that others always hold some of what somebody takes. */
  crowded: {
    plan: [messages],
    lengthMs: 8_000,
    ordersPerSecond: 15,
    crowd: { ...crowd, onScarce: 1 },
    slowed: { builds: [], patches: [] },
  },
  /** A runner sleeps through its lease, another takes its place, and then there are two. */
  zombie: {
    plan: [messages, { kind: "pause", at: 2_500, name: "orders", forMs: 14_000, withStandby: true }],
    lengthMs: 6_000,
    ordersPerSecond: 4,
    crowd,
    slowed: { builds: ["orders"], patches: [slowRunner] },
  },
};
