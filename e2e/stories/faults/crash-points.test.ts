/** A service that is killed at a named fault point of its start: it opens its store again, and every order is completed. */
import { expect, test } from "vitest";
import { auditStores } from "../../../cli/audit/audit.ts";
import { sharedShop } from "../../../cli/testing/shop.ts";
import { buyInSpite } from "../support/determined-buyer.ts";

test("a service that dies while it opens its store can open it again", async () => {
  const shop = await sharedShop();
  await shop.kill("payments");
  const point = "after:write:record-opening";
  await expect(shop.start("payments", { HANSA_CRASH_AT: point })).rejects.toThrow("payments ended with SIGKILL");
  await shop.start("payments");
  await buyInSpite(shop);
  const { verdicts } = auditStores({ data: shop.data });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
});
