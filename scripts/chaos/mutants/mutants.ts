/** The twelve planted bugs: each must be seen by the audit, after seconds of chaos, and named by its invariant. */
import { plantedInKit } from "./in-kit.ts";
import { plantedInOrders } from "./in-orders.ts";
import { plantedInPayments } from "./in-payments.ts";
import { plantedInProducts } from "./in-products.ts";
import type { Mutant } from "./mutant.ts";

export const mutants: readonly Mutant[] = [
  ...plantedInKit,
  ...plantedInProducts,
  ...plantedInOrders,
  ...plantedInPayments,
];
