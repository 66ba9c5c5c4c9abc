/** What can be asked of `npm run seed` on its command line. */
import { parseArgs } from "node:util";
import { catalogue } from "./catalogue/index.ts";

export type SeedOptions = {
  /** Products in all; those beyond the demo catalogue only fill the shelves. */
  products: number;
  /** Past orders. */
  orders: number;
  /** Do nothing, and say so, where a shop is already. */
  ifEmpty: boolean;
};

/** Unless HANSA_SEED_ORDERS says otherwise. */
const usualOrders = 300;
/** One of a guest's and one of a customer's: the playground shows both. */
const fewestOrders = 2;

/** Reads `--products N`, `--orders N` (or HANSA_SEED_ORDERS) and `--if-empty`. Throws on anything else and on numbers that make no demo shop. */
export function readOptions(args: string[]): SeedOptions {
  const { values } = parseArgs({
    args,
    options: {
      products: { type: "string" },
      orders: { type: "string" },
      "if-empty": { type: "boolean", default: false },
    },
  });
  return {
    products: readCount("--products", values.products, catalogue.products.length, catalogue.products.length),
    orders:
      values.orders === undefined
        ? readCount("HANSA_SEED_ORDERS", process.env.HANSA_SEED_ORDERS || undefined, usualOrders, fewestOrders)
        : readCount("--orders", values.orders, usualOrders, fewestOrders),
    ifEmpty: values["if-empty"],
  };
}

function readCount(name: string, text: string | undefined, usual: number, fewest: number): number {
  if (text === undefined) return usual;
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= fewest) return count;
  throw new Error(`${name} takes a whole number from ${fewest}; it is "${text}".`);
}
