/**
 * Story of the two ways of execution: a purchase is executed as it was compiled, or by Apollo Server alone where compiled execution is off, as the
 * second run of the stories in `.ci/run` has it.
 */
import { expect, test } from "vitest";
import { shopServices } from "../../../host/shop-services.ts";
import { privateUrl, sharedShop } from "../../../lab/client/processes/shop.ts";
import { placePaidOrder } from "../../../lab/client/staff-desk.ts";

test("a purchase is executed one way in every service", async () => {
  const shop = await sharedShop();
  await placePaidOrder(shop, { quantity: 1 });
  const [used, unused] =
    process.env.HANSA_COMPILED_EXECUTION === "off" ? ["apollo-server", "compiled"] : ["compiled", "apollo-server"];
  let executed = 0;
  for (const service of shopServices) {
    const metrics = await (await fetch(`${privateUrl(shop, service)}/metrics`)).text();
    const counted = (by: string) =>
      Number(new RegExp(`hansa_graphql_executions_total{by="${by}"} (\\d+)`).exec(metrics)?.[1] ?? 0);
    executed += counted(used);
    expect(counted(unused), service).toBe(0);
  }
  // The buyer is a guest: users may have nothing to do.
  expect(executed).toBeGreaterThan(4);
});
