/** The life of a return as a table: what may follow what. A return becomes REFUNDED with the refund that names it. */
import type { ReturnRow } from "../store/tables.ts";

type State = ReturnRow["state"];

const mayFollow = {
  REQUESTED: ["APPROVED", "REJECTED"],
  APPROVED: ["RECEIVED"],
  RECEIVED: ["REFUNDED"],
  REJECTED: [],
  REFUNDED: [],
} as const satisfies Record<State, readonly State[]>;

/** What may follow this state. */
export function statesAfter(from: State): readonly State[] {
  return mayFollow[from];
}
