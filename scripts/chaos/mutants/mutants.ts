/** The sixteen planted bugs: each must be seen by the audit or by a client, after seconds of chaos, and named. */
import { plantedInHandling } from "./in-handling.ts";
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
  ...plantedInHandling,
];
