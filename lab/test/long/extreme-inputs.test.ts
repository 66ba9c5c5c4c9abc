/** Extreme inputs to every entry of the graph, in many rounds. */
import { beforeAll, test } from "vitest";
import { runShop, type Shop } from "../../../cli/testing/shop.ts";
import { expectNoFault } from "../support/extreme-inputs.ts";

let shop: Shop;
beforeAll(async () => {
  // Its own: the inputs change it in every way that an administrator can.
  shop = await runShop();
  return shop.stop;
});

test("no argument of any query or mutation makes a fault of ours", () => expectNoFault(shop, 6));
