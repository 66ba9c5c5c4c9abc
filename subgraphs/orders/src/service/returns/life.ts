/** The life of a return as a table: what may follow what. Only its refund makes it REFUNDED, and RECEIVED again if that comes back. */
import type { ReturnRow } from "../../store/tables.ts";

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
