/** The number of statements of a refund does not depend on the response time of payments. */
import { expect, test } from "vitest";
import { type Bought, buy, refundUnits } from "../support/order-changes.ts";
import { type Shop, shop } from "../support/shop.ts";

/** The statements of the request that refunds a unit. */
async function refundStatements(s: Shop, bought: Bought): Promise<number> {
  const count = async () => {
    const { body } = await s.running.service.internal.inject({ method: "GET", url: "/metrics" });
    return Number(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)/m.exec(body)?.[1] ?? 0);
  };
  const before = await count();
  expect(await refundUnits(s, bought, 1)).toMatchObject({ __typename: "OrderRefunded" });
  return (await count()) - before;
}

test("renewing the lease while payments responds slowly adds no statements to the request", async () => {
  const s = await shop();
  const quick = await refundStatements(s, await buy(s, [{ quantity: 3 }]));
  expect(quick).toBeGreaterThan(0);
  const bought = await buy(s, [{ quantity: 3 }]);
  s.transport.after("payments.refund", () => s.runtime.advance(600));
  const { passFaultPoint } = s.runtime;
  const passed: string[] = [];
  s.runtime.passFaultPoint = (point) => {
    passed.push(point);
    return passFaultPoint(point);
  };
  expect(await refundStatements(s, bought)).toBe(quick);
  await expect.poll(() => passed).toContain("after:write:renew-order-lease");
});
