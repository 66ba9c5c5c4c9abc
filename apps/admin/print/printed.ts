/** Addresses of pages for paper, as they are read: the ids of orders in them are judged before the graph is asked. */

/** As many as a page of the list has. */
export const mostOrders = 25;

/** The fault of an address: it names no order, too many, or what is no id. */
type PrintFault = "none" | "many" | "invalid";

/** `parcel`: only this one, of the only order. With a fault nothing is asked. */
export type Printed = { orders: string[]; parcel?: string; fault?: PrintFault };

const orderId = /^ord_[0-9a-z]{26}$/;
const parcelId = /^ship_[0-9a-z]{26}$/;

/** Reads an address. A part that is no id is not left out: paper without one of the orders would look whole. */
export function readPrinted(search: string): Printed {
  const parameters = new URLSearchParams(search);
  const given = parameters.get("orders") ?? "";
  if (given === "") return { orders: [], fault: "none" };
  const orders = [...new Set(given.split(","))];
  const parcel = parameters.get("parcel") ?? undefined;
  if (!orders.every((id) => orderId.test(id))) return { orders: [], fault: "invalid" };
  if (orders.length > mostOrders) return { orders: [], fault: "many" };
  if (parcel === undefined) return { orders };
  return orders.length === 1 && parcelId.test(parcel) ? { orders, parcel } : { orders: [], fault: "invalid" };
}
