/** The life of an order as a table: what may follow what. Staying where it is, is never an error. */
import type { OrderRow } from "../../store/tables.ts";

type State = OrderRow["state"];

const mayFollow = {
  PENDING_PAYMENT: ["CONFIRMED", "CANCELLED"],
  CONFIRMED: ["PARTIALLY_SHIPPED", "SHIPPED", "DELIVERED", "CANCELLED"],
  PARTIALLY_SHIPPED: ["SHIPPED", "DELIVERED"],
  SHIPPED: ["DELIVERED", "COMPLETED"],
  DELIVERED: ["COMPLETED"],
  COMPLETED: [],
  CANCELLED: [],
} as const satisfies Record<State, readonly State[]>;

/** The states from which an order may go to `to`. */
export function statesBefore(to: State): State[] {
  const states: State[] = [
    "PENDING_PAYMENT",
    "CONFIRMED",
    "PARTIALLY_SHIPPED",
    "SHIPPED",
    "DELIVERED",
    "COMPLETED",
    "CANCELLED",
  ];
  return states.filter((from) => mayFollow[from].some((next) => next === to));
}
