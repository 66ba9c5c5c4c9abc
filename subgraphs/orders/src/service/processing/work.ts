/** Types of order processing: due work, step results, and the lease of an order. */
import type { FencingToken } from "@hansa/kit/rpc/contract";
import type { Tx } from "@hansa/kit/store/store";
import type { OrderTaskRow, SagaRow } from "../../store/tables.ts";

export type Work = { kind: "saga"; row: SagaRow } | { kind: "task"; row: OrderTaskRow };

/** `answered`: done; `unanswered`: a failed attempt; `waits`: other work has to be done first. */
export type StepResult = "answered" | "unanswered" | "waits";

/** The lease of one order: no other process processes the order meanwhile, and writes after its loss are rejected. */
export type OrderLease = {
  /** Sent with every call to a peer. */
  fencingToken: FencingToken;
  /** Executes one transaction; throws if the lease was lost. */
  write<T>(name: string, change: (tx: Tx) => Promise<T>): Promise<T>;
  /** Executes the transaction after an answered call, and ends the hold of a stalled order. */
  advance<T>(name: string, change: (tx: Tx) => Promise<T>): Promise<T>;
  /** Renews the lease so that it outlasts the next call; throws if it was lost. */
  renew(): Promise<void>;
  release(): Promise<void>;
};
