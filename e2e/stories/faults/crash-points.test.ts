/** A service that is killed at a named fault point of its start: it opens its store again, and every order is completed. */
import { beforeAll, expect, test } from "vitest";
import { runShop, type Shop } from "../../../cli/testing/shop.ts";
import { buyInSpite, expectCleanAudit } from "../support/determined-buyer.ts";

let shop: Shop;
beforeAll(async () => {
  // Its own: the audit sees that nothing at all is in flight.
  shop = await runShop();
  return shop.stop;
});

test("a service that dies while it opens its store can open it again", async () => {
  await shop.kill("payments");
  const point = "after:write:record-opening";
  await expect(shop.start("payments", { HANSA_CRASH_AT: point })).rejects.toThrow("payments ended with SIGKILL");
  await shop.start("payments");
  await buyInSpite(shop);
  await expectCleanAudit(shop);
});
