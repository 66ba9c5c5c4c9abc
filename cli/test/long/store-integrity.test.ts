/** Each damage of a store is found by its integrity rule, and a large table is judged in part. */
import { beforeAll, expect, test } from "vitest";
import { copyOf, damage, openSoundShop } from "../audit/support/shop-copies.ts";
import { damages } from "../support/store-damages.ts";
import { prove } from "../support/store-integrity.ts";

beforeAll(openSoundShop);

test.each(damages)("$service, damaged, is found by: $rule", async ({ service, rule, statements }) => {
  const data = copyOf(await openSoundShop());
  damage(data, service, statements);
  const found = (await prove(data, service)).find((check) => check.rule === rule);
  expect(found).toMatchObject({ verdict: "BROKEN" });
  expect(found?.broken).toBeGreaterThan(0);
  expect(found?.examples.length).toBeGreaterThan(0);
});

test("of a large table the newest 10,000 rows are judged, quickly, and it is said that they are not all", async () => {
  const data = copyOf(await openSoundShop());
  damage(data, "products", [
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
      INSERT INTO stock_ledger (id, variant_id, delta, on_hand_after, reason, cause_id, cause_line, at)
      SELECT 'more_' || i, variant_id, iif(i % 2, 1, -1), on_hand + i % 2, 'COUNTED', 'cause_' || i, variant_id, i
      FROM n, (SELECT variant_id, on_hand FROM stock_levels WHERE on_hand > reserved LIMIT 1)`,
  ]);
  const before = process.cpuUsage();
  const found = await prove(data, "products");
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(20_000);
  expect(found.filter(({ verdict }) => verdict === "BROKEN")).toEqual([]);
  const rows = found.filter(({ rule }) => rule.startsWith("each movement of stock"));
  expect(rows).toMatchObject([{ rows: 10_000, isWhole: false }]);
  expect(found.find(({ rule }) => rule.startsWith("the units on hand of a variant"))).toMatchObject({ isWhole: false });
  expect(found.find(({ rule }) => rule.startsWith("of each variant"))).toMatchObject({ isWhole: true });
});
