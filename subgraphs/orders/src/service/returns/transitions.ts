/**
 * Transitions of a return's state. Only its refund makes it REFUNDED, and RECEIVED again if the refund is reversed. A withdrawal of all its units
 * makes it CLOSED in every state before.
 */
import type { ReturnRow } from "../../store/tables.ts";

type State = ReturnRow["state"];

const transitions = {
  REQUESTED: ["APPROVED", "REJECTED"],
  APPROVED: ["RECEIVED"],
  RECEIVED: ["REFUNDED"],
  REJECTED: [],
  REFUNDED: [],
  CLOSED: [],
} as const satisfies Record<State, readonly State[]>;

/** The allowed next states. */
export function nextStates(from: State): readonly State[] {
  return transitions[from];
}
