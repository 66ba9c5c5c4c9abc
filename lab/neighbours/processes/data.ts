/** The data of the shop: the demo shop, and accounts of the attacker, one for each recipe. */

import type { Account } from "@hansa/client/sessions";
import { systemRuntime } from "@hansa/kit/runtime";
import { openWithoutFsync } from "@hansa/kit/store";
import { openShop } from "../../../cli/host/in-process-shop.ts";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import { seedShop } from "../../../cli/host/seed.ts";
import { scaleShop } from "../../../cli/testing/scaled-shop/scaled-shop.ts";
import { seedPeople } from "../../harness/small-shop.ts";

const orders = 12;
/** Of the 176 products of the demo shop: 20,000, by bulk inserts. */
const copies = { catalogue: 114, customers: 2 };
/** These accounts exist in no other shop; it is removed when the run ends. */
const password = "taken-by-no-neighbour-2026";

/** Creates the stores of a large shop in `data`, and gives so many accounts of the attacker. */
export async function createData(data: string, count: number): Promise<readonly Account[]> {
  seedShop(data, { orders });
  scaleShop(data, copies);
  const environment = { ...ownEnvironment(), HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" };
  const shop = await openWithoutFsync(() => openShop(environment, systemRuntime));
  try {
    const people = Array.from({ length: count }, (_, index) => {
      return {
        email: `attacker-${index}@neighbours.example`,
        displayName: `Attacker ${index}`,
        role: "CUSTOMER" as const,
      };
    });
    return await seedPeople(shop, people, password);
  } finally {
    await shop.close();
  }
}
