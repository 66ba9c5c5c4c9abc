/** The state of a guest: the ids of cart and checkout, and the tokens of orders, in one versioned entry of the browser's storage. */
import { followEntry, followReturn } from "@hansa/front/document";

export type Guest = {
  /** The cart, with its version and its numbers of units and lines as the shop answered last. */
  cart?: { id: string; version: number; quantity: number; lines?: number };
  checkoutId?: string;
  /** The token that opens an order, by the order's number; the newest first. */
  orders?: readonly { number: string; token: string }[];
};

export const guestKey = "hansa.guest.1";
/** Told to this document when the state changes; other tabs are told by the browser. */
const changed = "hansa-guest";
/** A guest's older orders are found by the links in the mails. */
const mostOrders = 20;

/** The state: empty in a browser that keeps nothing, and where the entry is not ours. */
export function readGuest(): Guest {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(guestKey) ?? "{}");
    return typeof read === "object" && read !== null ? read : {};
  } catch {
    return {};
  }
}

/** Changes the state. A browser that keeps nothing forgets it with the document. */
export function changeGuest(change: (guest: Guest) => Guest): void {
  try {
    localStorage.setItem(guestKey, JSON.stringify(change(readGuest())));
  } catch {
    return;
  }
  dispatchEvent(new Event(changed));
}

/** Keeps the token of an order, and forgets cart and checkout, which have ended with it. */
export function keepOrder(number: string, token: string | null): void {
  changeGuest(({ orders = [] }) => {
    const others = orders.filter((order) => order.number !== number);
    return { orders: token === null ? others : [{ number, token }, ...others].slice(0, mostOrders) };
  });
}

/** Calls back whenever the state may have changed, in this tab or in another one; returns how to end that. */
export function followGuest(callback: () => void): () => void {
  const ends = [followEntry(guestKey, callback), followReturn(callback)];
  addEventListener(changed, callback);
  return () => {
    removeEventListener(changed, callback);
    for (const end of ends) end();
  };
}
