/** Payment start of a checkout whose total orders has changed. */
import { expect, test } from "vitest";
import { payable, shop, start } from "../support/shop.ts";

test("a total that orders has changed is returned with the checkout, nothing is charged, and the key stays free", async () => {
  const s = await shop();
  s.orders.checkouts.set("chk_1", { outcome: "totalsChanged" });
  expect(await start(s, "tok_ok", { key: "one" })).toMatchObject({
    __typename: "TotalsChangedError",
    code: "TOTALS_CHANGED",
    changed: { id: "chk_1" },
  });
  expect(await s.rows("SELECT id FROM payments")).toEqual([]);
  payable(s);
  expect(await start(s, "tok_ok", { key: "one" })).toMatchObject({ __typename: "PaymentStarted" });
});
