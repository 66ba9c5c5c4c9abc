/** Orders that were chosen in their list, by the address of a page for all of them: its ids are judged before the graph is asked. */

/** As many as a page of the list has. */
export const mostOrders = 25;

/** The fault of an address: it names no order, too many, or what is no id. */
type ChosenFault = "none" | "many" | "invalid";

/** With a fault nothing is asked. */
export type Chosen = { orders: string[]; fault?: ChosenFault };

const orderId = /^ord_[0-9a-z]{26}$/;

/** Reads an address. A part that is no id is not left out: a page without one of the orders would look whole. */
export function readChosen(search: string): Chosen {
  const given = new URLSearchParams(search).get("orders") ?? "";
  if (given === "") return { orders: [], fault: "none" };
  const orders = [...new Set(given.split(","))];
  if (!orders.every((id) => orderId.test(id))) return { orders: [], fault: "invalid" };
  return orders.length > mostOrders ? { orders: [], fault: "many" } : { orders };
}

type Node = { __typename: string } | null;

/** The orders that were found; undefined until they are read. */
export function ordersIn<Found extends Node>(
  data: { nodes: readonly Found[] } | undefined,
): Extract<Found, { __typename: "Order" }>[] | undefined {
  return data?.nodes.filter(isOrder);
}

function isOrder<Found extends Node>(node: Found): node is Extract<Found, { __typename: "Order" }> {
  return node?.__typename === "Order";
}
