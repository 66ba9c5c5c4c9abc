/** The sixteen mutants: each must be detected by the audit or by a client after seconds of chaos. */

import { kitMutants } from "./defects/kit.ts";
import { orderHandlingMutants } from "./defects/order-handling.ts";
import { orderMutants } from "./defects/orders.ts";
import { paymentMutants } from "./defects/payments.ts";
import { productMutants } from "./defects/products.ts";
import type { Mutant } from "./mutant.ts";

export const mutants: readonly Mutant[] = [
  ...kitMutants,
  ...productMutants,
  ...orderMutants,
  ...paymentMutants,
  ...orderHandlingMutants,
];
