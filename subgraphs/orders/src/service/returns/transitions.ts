/**
 * Transitions of a return's state. Only its refunds make it REFUNDED, and RECEIVED again if one is reversed; further parcels make it RECEIVED as
 * well. A withdrawal of all its units makes it CLOSED in every state before.
 */
import type { ReturnRow } from "../../store/tables.ts";

type State = ReturnRow["state"];

const transitions = {
  REQUESTED: ["APPROVED", "REJECTED"],
  APPROVED: ["RECEIVED", "CLOSED"],
  RECEIVED: ["REFUNDED", "CLOSED"],
  REJECTED: [],
  REFUNDED: ["RECEIVED", "CLOSED"],
  CLOSED: [],
} as const satisfies Record<State, readonly State[]>;

/** The allowed next states. */
export function nextStates(from: State): readonly State[] {
  return transitions[from];
}
