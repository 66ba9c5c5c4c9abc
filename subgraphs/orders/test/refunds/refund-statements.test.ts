/** The number of statements of a refund does not depend on the response time of payments. */
import { expect, test } from "vitest";
import { type Bought, buy, refundUnits } from "../support/order-changes.ts";
import { type Shop, shop } from "../support/shop.ts";

/** The statements that refunding a unit executes, by entry point. */
async function refundStatements(s: Shop, bought: Bought): Promise<Record<"graphql" | "job", number>> {
  const count = async () => {
    const { body } = await s.running.service.inner.inject({ method: "GET", url: "/metrics" });
    const of = (entry: string) =>
      Number(new RegExp(`^hansa_sql_statements_total\\{entry="${entry}"\\} (\\d+)`, "m").exec(body)?.[1] ?? 0);
    return { graphql: of("graphql"), job: of("job") };
  };
  const before = await count();
  expect(await refundUnits(s, bought, 1)).toMatchObject({ __typename: "OrderRefunded" });
  const after = await count();
  return { graphql: after.graphql - before.graphql, job: after.job - before.job };
}

test("renewing the lease while payments responds slowly adds no statements to the request", async () => {
  const s = await shop();
  const quick = await refundStatements(s, await buy(s, [{ quantity: 3 }]));
  const bought = await buy(s, [{ quantity: 3 }]);
  s.transport.after("payments.refund", () => s.runtime.advance(600));
  const slow = await refundStatements(s, bought);
  expect(slow.graphql).toBe(quick.graphql);
  expect(slow.job).toBeGreaterThan(quick.job);
});
