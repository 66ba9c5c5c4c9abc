/** Types of order processing: due work, step results, and the lease of an order. */

import type { FencingToken } from "@hansa/kit/coordination";
import type { Schedule } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { OrderRow } from "../../store/tables.ts";

/** A due step of a saga or a due order task. */
export type Work = Schedule & {
  orderId: string;
  /** The step or the kind of the task, for the log. */
  name: string;
  /** The place of its cause in a sampled trace. */
  traceparent: string | null;
  attempt(lease: OrderLease, order: OrderRow): Promise<StepResult>;
  /** False if it was completed or rescheduled meanwhile. */
  reschedule(tx: Tx, later: Schedule): Promise<boolean>;
};

/** `answered`: done; `unanswered`: a failed attempt; `waits`: other work has to be done first. */
export type StepResult = "answered" | "unanswered" | "waits";

/** The lease of one order: no other process processes the order meanwhile, and writes after its loss are rejected. */
export type OrderLease = {
  /** Sent with every call to a peer. */
  fencingToken: FencingToken;
  /** Executes one transaction; throws if the lease was lost. */
  write<T>(name: string, change: (tx: Tx) => Promise<T>): Promise<T>;
  /** Executes the transaction after an answered call, and ends the hold of a stalled order. Releases the lease in it if no work is due. */
  advance<T>(name: string, change: (tx: Tx) => Promise<T>): Promise<T>;
  /** Renews the lease so that it outlasts the next call; throws if it was lost. */
  renew(): Promise<void>;
  /** Releases the lease unless the last advance did. */
  release(): Promise<void>;
  isReleased(): boolean;
};
