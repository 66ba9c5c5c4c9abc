/** Rating statistics equal a recount after any sequence of submissions, decisions and erasures. */
import { events } from "@hansa/contracts/events";
import { userWith } from "@hansa/kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { change, type Shop, sell, shop } from "../support/shop.ts";

const step = fc.oneof(
  fc.record({
    does: fc.constant("submit" as const),
    who: fc.nat(3),
    product: fc.nat(1),
    rating: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ does: fc.constant("decide" as const), which: fc.nat(5), decision: fc.constantFrom("APPROVE", "REJECT") }),
  fc.record({ does: fc.constant("erase" as const), who: fc.nat(3) }),
);

const recount = `SELECT p.id,
  (SELECT count(*) FROM reviews r WHERE r.product_id = p.id AND r.status = 'APPROVED') AS count,
  (SELECT coalesce(sum(rating), 0) FROM reviews r WHERE r.product_id = p.id AND r.status = 'APPROVED') AS sum
  FROM products p ORDER BY p.id`;
const stored = `SELECT p.id, coalesce(count, 0) AS count, coalesce(sum, 0) AS sum
  FROM products p LEFT JOIN rating_stats s ON s.product_id = p.id ORDER BY p.id`;
const ranks = `SELECT p.rating_rank AS rank, coalesce(count, 0) AS count, coalesce(sum, 0) AS sum
  FROM products p LEFT JOIN rating_stats s ON s.product_id = p.id`;

async function perform(
  s: Shop,
  products: readonly string[],
  gone: Set<number>,
  one: typeof step extends fc.Arbitrary<infer Step> ? Step : never,
) {
  if (one.does === "erase") {
    gone.add(one.who);
    s.peers.users.tell(events.userErased, { userId: `user_${one.who}` });
    await s.service.catchUp();
  } else if (one.does === "submit" && !gone.has(one.who)) {
    const input = { productId: products[one.product], rating: one.rating, body: "Said." };
    await change({ ...s, viewer: userWith(`user_${one.who}`) }, "reviewSubmit", input);
  } else if (one.does === "decide") {
    const ids = (await s.rows("SELECT id FROM reviews ORDER BY id")).map((row) => String(Object(row).id));
    const reviewId = ids[one.which % Math.max(1, ids.length)] ?? "rev_none";
    await change(s, "reviewModerate", { reviewId, decision: one.decision });
  }
}

test("statistics equal a recount after any sequence of submissions, decisions and erasures", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const s = await shop();
      const products = [await sell(s, { sku: "A" }), await sell(s, { sku: "B" })].map(({ productId }) => productId);
      const gone = new Set<number>();
      for (const one of steps) {
        await perform(s, products, gone, one);
        expect(await s.rows(stored)).toEqual(await s.rows(recount));
      }
      for (const { rank, count, sum } of (await s.rows(ranks)).map(Object))
        expect(rank).toBe(count === 0 ? 0 : Math.round((sum * 100) / count) * 1_000_000 + count);
    }),
    { numRuns: 12 },
  );
});
