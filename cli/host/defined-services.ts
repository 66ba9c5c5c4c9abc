/** The definitions of the services that the audit, the simulator and shops in one process include. */
// imports of services: written by npm run codegen
import { orders } from "../../subgraphs/orders/src/server.ts";
import { payments } from "../../subgraphs/payments/src/server.ts";
import { products } from "../../subgraphs/products/src/server.ts";
import { users } from "../../subgraphs/users/src/server.ts";
// imports of services: end

import type { Configurable, Opened } from "@hansa/kit/service";
import type { ShopService } from "./shop-services.ts";

/** By name, in the order of the list of services. */
export const definedServices = {
  // services: written by npm run codegen
  products,
  users,
  orders,
  payments,
  // services: end
};

/** Opens each by `open`, in the order of the list. */
export async function openEach(
  open: <Own>(name: ShopService, service: Configurable<Own>) => Promise<Opened<Configurable<Own>>>,
) {
  return {
    // opening of services: written by npm run codegen
    products: await open("products", products),
    users: await open("users", users),
    orders: await open("orders", orders),
    payments: await open("payments", payments),
    // opening of services: end
  };
}
