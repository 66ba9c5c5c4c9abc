/** The command line of `npm run hansa -- seed`. */
import { defineSubcommand, UsageError, wholeNumber } from "@hansa/kit/command-line";
import { catalogue } from "./catalogue/index.ts";

export type SeedOptions = {
  /** Products in all; those beyond the demo catalogue only fill the shelves. */
  products: number;
  /** Past orders. */
  orders: number;
};

/** Unless HANSA_SEED_ORDERS says otherwise. */
const defaultOrders = 150;
/** One of a guest's and one of a customer's: the playground shows both. */
const minOrders = 2;

export const command = defineSubcommand("seed", "Fills an empty data folder with the demo shop and its past.")
  .option(
    "--products <number>",
    "products in all; those beyond the demo catalogue are made up",
    wholeNumber(catalogue.products.length),
    catalogue.products.length,
  )
  .option("--orders <number>", `past orders (default: HANSA_SEED_ORDERS, or ${defaultOrders})`, wholeNumber(minOrders))
  .option("--if-empty", "end with exit code 0 where a shop is already", false);

/** The number of orders where the command line does not say it. */
export function ordersOf(environment: Readonly<Record<string, string | undefined>>): number {
  const text = environment.HANSA_SEED_ORDERS;
  if (!text) return defaultOrders;
  try {
    return wholeNumber(minOrders)(text);
  } catch (error) {
    throw new UsageError(`HANSA_SEED_ORDERS is "${text}". ${error instanceof Error ? error.message : error}`);
  }
}
