/** Extreme inputs to every entry of the graph, in one round by an administrator; `long/` has many rounds and all roles. */
import { beforeAll, test } from "vitest";
import { runShop, type Shop } from "../../cli/testing/shop.ts";
import { expectNoFault } from "./support/extreme-inputs.ts";

let shop: Shop;
beforeAll(async () => {
  // Its own: the inputs change it in every way that an administrator can.
  shop = await runShop();
  return shop.stop;
});

test("no argument of one round over all queries and mutations makes a fault of ours", () =>
  expectNoFault(shop, 1, ["ADMIN"]));
