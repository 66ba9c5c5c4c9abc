/** Transitions of an order's state. Keeping the current state is never an error. */
import type { OrderRow } from "../../store/tables.ts";

type State = OrderRow["state"];

const transitions = {
  PENDING_PAYMENT: ["CONFIRMED", "CANCELLED"],
  CONFIRMED: ["PARTIALLY_SHIPPED", "SHIPPED", "DELIVERED", "CANCELLED"],
  PARTIALLY_SHIPPED: ["SHIPPED", "DELIVERED"],
  SHIPPED: ["DELIVERED", "COMPLETED"],
  DELIVERED: ["COMPLETED"],
  COMPLETED: [],
  CANCELLED: [],
} as const satisfies Record<State, readonly State[]>;

/** The states from which an order may change to `to`. */
export function previousStates(to: State): State[] {
  const states: State[] = [
    "PENDING_PAYMENT",
    "CONFIRMED",
    "PARTIALLY_SHIPPED",
    "SHIPPED",
    "DELIVERED",
    "COMPLETED",
    "CANCELLED",
  ];
  return states.filter((from) => transitions[from].some((next) => next === to));
}
