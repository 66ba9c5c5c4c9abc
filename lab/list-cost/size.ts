/** The sizes of the two shops whose lists are compared: the small one as it is seeded, and the copies of it in the large one. */
import { partOfCopies } from "../client/scaled-shop/copied-tables.ts";
import type { Copies } from "../client/scaled-shop/row-copies.ts";

/** The small shop: the demo catalogue, and a past of so many orders. */
const seededProducts = 176;
export const seededOrders = 60;

/** Some tables are copied with every `partOfCopies`th copy only: with fewer orders than this, their lists would not grow. */
export const leastOrders = seededOrders * partOfCopies + 1;

export type Size = { products: number; orders: number };

/** The copies of the small shop in a large one that has at least this size. */
export function copiesFor({ products, orders }: Size): Copies {
  return { catalogue: Math.ceil(products / seededProducts), customers: Math.ceil(orders / seededOrders) };
}
