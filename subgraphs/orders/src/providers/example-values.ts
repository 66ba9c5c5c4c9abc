/** Values that the example data of templates has in several places. */
import type { Amount, Day, PrintedAddress } from "./template-data.ts";

/** An amount, and one of zero. */
export const amount: Amount = { minor: 1_490, decimal: "14.90" };
export const zeroAmount: Amount = { minor: 0, decimal: "0.00" };

/** A day. */
export const day: Day = { iso: "2026-01-15", text: "15 January 2026" };

/** The address of a company. */
export const address: PrintedAddress = {
  lines: ["Mara Olsen", "Kai 2", "28195 Bremen"],
  country: "DE",
  vatId: "DE113866163",
};
