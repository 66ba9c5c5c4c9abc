/**
 * Story of the two ways of execution: a purchase is executed as it was compiled, or by Apollo Server alone where compiled execution is off, as the
 * second run of the stories in `.ci/run` has it.
 */

import { placePaidOrder } from "@hansa/client/staff-desk";
import { expect, test } from "vitest";
import { shopServices } from "../../../cli/host/shop-services.ts";
import { internalUrl, type Shop, sharedShop } from "../../../cli/testing/shop.ts";

test("a purchase is executed one way in every service", async () => {
  const shop = await sharedShop();
  const before = await countExecutions(shop);
  await placePaidOrder(shop, { quantity: 1 });
  const after = await countExecutions(shop);
  const counted = (by: keyof typeof after) => after[by] - before[by];
  const isOff = process.env.HANSA_COMPILED_EXECUTION === "off";
  const [used, unused] = isOff ? (["apollo-server", "compiled"] as const) : (["compiled", "apollo-server"] as const);
  expect(counted(used)).toBeGreaterThan(4);
  expect(counted(unused)).toBe(0);
});

/** The executions of all services, by what executed them; other stories have asked the shop too. */
async function countExecutions(shop: Shop): Promise<Record<"compiled" | "apollo-server", number>> {
  const counts = { compiled: 0, "apollo-server": 0 };
  for (const service of shopServices) {
    const metrics = await (await fetch(`${internalUrl(shop, service)}/metrics`)).text();
    for (const by of ["compiled", "apollo-server"] as const)
      counts[by] += Number(new RegExp(`hansa_graphql_executions_total{by="${by}"} (\\d+)`).exec(metrics)?.[1] ?? 0);
  }
  return counts;
}
