/** Scenes on real processes that trigger the mutants, and that a sound shop passes without findings. */

import type { Patch } from "../../../cli/host/build/bundle.ts";
import type { Crowd } from "../load/load.ts";
import type { Fault } from "../plan/plan.ts";
import type { Name } from "../processes/names.ts";
import type { RunOptions } from "../run.ts";
import type { Scene } from "./mutant.ts";
import { handleOrders } from "./order-handling.ts";

export type Play = {
  plan: readonly Fault[];
  lengthMs: number;
  ordersPerSecond: number;
  crowd: Crowd;
  /** The fault points of this scene: patches that change nothing unless a process is told to hold its work there; the sound shop has them too. */
  faultPoints: { builds: readonly Name[]; patches: readonly Patch[] };
} & Pick<RunOptions, "settings" | "isSent" | "script">;

/** All buyers stay to the end, with payments that lose responses, repeat webhooks, or are declined late. */
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
/** Some messages arrive while the order is processed, others long after it was paid. */
const messages: Fault = { kind: "provider", at: 0, faults: { duplicated: 0.3, reordered: 0.2, delayed: 0.4 } };

/** Between the response to a step of a saga and the write that follows from it, by the name of the write. */
const beforeSagaWrites: Patch = {
  file: "subgraphs/orders/src/service/processing/saga-steps.ts",
  find: "  return step(deps, lease, saga, order);\n",
  replace: `  const advance: OrderLease["advance"] = (name, change) =>
    globalThis.atFaultPoint(name, order.id, () => lease.advance(name, change));
  return step(deps, { ...lease, advance }, saga, order);\n`,
};

export const plays: Readonly<Record<Scene, Play>> = {
  shopping: {
    plan: [messages],
    lengthMs: 4_000,
    ordersPerSecond: 15,
    crowd,
    faultPoints: { builds: [], patches: [] },
  },
  /** All buyers want the same few products, so that they hold reservations on the same stock. */
  crowded: {
    plan: [messages],
    lengthMs: 8_000,
    ordersPerSecond: 15,
    crowd: { ...crowd, onScarce: 1 },
    faultPoints: { builds: [], patches: [] },
  },
  /** A process is held until its lease has ended and another one has finished its order; then it writes. */
  zombie: {
    plan: [messages, { kind: "overtake", at: 0, point: "saga-stock-committed" }],
    lengthMs: 1_000,
    ordersPerSecond: 4,
    crowd: { ...crowd, tokens: { tok_ok: 1 } },
    faultPoints: { builds: ["orders"], patches: [beforeSagaWrites] },
  },
  /** Orders are sent, cancelled and refunded in part, by one administrator, where the shop takes money parcel by parcel. */
  handling: {
    plan: [],
    lengthMs: 0,
    ordersPerSecond: 0,
    crowd: { ...crowd, shoppers: 0 },
    faultPoints: { builds: [], patches: [] },
    settings: { captureMode: "ON_FULFILMENT" },
    isSent: true,
    script: handleOrders,
  },
};
