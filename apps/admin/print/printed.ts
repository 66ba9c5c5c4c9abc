/** Addresses of pages for paper, as they are read: those of chosen orders, or of one parcel of the only order. */
import { type Chosen, readChosen } from "../chosen/chosen.ts";

/** `parcel`: only this one, of the only order. */
export type Printed = Chosen & { parcel?: string };

const parcelId = /^ship_[0-9a-z]{26}$/;

export function readPrinted(search: string): Printed {
  const chosen = readChosen(search);
  const parcel = new URLSearchParams(search).get("parcel") ?? undefined;
  if (parcel === undefined || chosen.fault) return chosen;
  return chosen.orders.length === 1 && parcelId.test(parcel) ? { ...chosen, parcel } : { orders: [], fault: "invalid" };
}
