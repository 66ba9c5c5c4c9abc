/** What is to be done for an order, the turn in which it is done, and how a try ends. */
import type { Turn } from "@hansa/kit/contract";
import type { Tx } from "@hansa/kit/store";
import type { ErrandRow, SagaRow } from "../../store/tables.ts";

export type Work = { kind: "saga"; row: SagaRow } | { kind: "errand"; row: ErrandRow };

/** It was answered; it was not, and counts as a try; or something else has to come first. */
export type Tried = "answered" | "unanswered" | "waits";

/** A turn at one order: while it lasts, no other process goes on with it, and what is written after it was lost is refused. */
export type OrderTurn = {
  /** To be said with whatever is asked of others. */
  said: Turn;
  /** One transaction; throws if the turn was lost. */
  write<T>(name: string, change: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same for something that was answered: the order goes on, and waits for nobody any more. */
  advance<T>(name: string, change: (tx: Tx) => Promise<T>): Promise<T>;
  /** Makes sure that the turn lasts as long as the next question may take; throws if it was lost. */
  keep(): Promise<void>;
  end(): Promise<void>;
};
