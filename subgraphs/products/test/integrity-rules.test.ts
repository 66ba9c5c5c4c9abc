/** Integrity rules of the store: both engines say the same of a sound store, and of one with a defect. */
import { dropTriggers, requireDatabase, schemaVariables } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { checkStoreIntegrity } from "../src/service/integrity.ts";
import { buyUnits, endUnits, reserve } from "./support/reservations.ts";
import { adjust, change, type Shop, sell, shop } from "./support/shop.ts";

/** A shop with units that are reserved, committed and sent, and with a former slug. */
async function busyShop(place: Parameters<typeof shop>[2]) {
  const s = await shop({ lowStockThreshold: 5 }, undefined, place);
  const { productId, variantId } = await sell(s, { sku: "TEA", stock: 10 });
  await sell(s, { sku: "POT", stock: 4 });
  await adjust(s, variantId, 5, "more");
  await buyUnits(s, "checkout_1", variantId, 3);
  await buyUnits(s, "checkout_2", variantId, 2);
  await endUnits(s, { checkoutId: "checkout_1", variantId }, "sent", { causeId: "ful_1", quantity: 1 });
  expect(await reserve(s, "checkout_3", { variantId, quantity: 4 }, {})).toMatchObject({ outcome: "reserved" });
  await change(s, "productUpdate", { id: productId, slug: "tea" });
  return { s, variantId };
}

/** Defects: what changes a store past the rules of its own, and the rules that are broken then, by the beginning of their words. */
const defects: { name: string; rules: string[]; spoil: (s: Shop, variantId: string) => Promise<unknown> }[] = [
  { name: "nothing", rules: [], spoil: async () => undefined },
  {
    name: "units below zero",
    rules: ["of each variant, the committed units are at most", "of each variant, the reserved units are those"],
    spoil: async (s, variantId) => {
      const unchecked = {
        sqlite: "PRAGMA ignore_check_constraints = ON",
        pg: "ALTER TABLE stock_levels DROP CONSTRAINT stock_levels_reserved_not_negative",
      };
      await s.corruptStore(
        `${unchecked[s.place.engine]}; UPDATE stock_levels SET reserved = -1 WHERE variant_id <> '${variantId}'`,
      );
    },
  },
  {
    name: "a level that no movement left",
    rules: ["the units on hand of a variant are those after"],
    spoil: (s, variantId) =>
      s.corruptStore(`UPDATE stock_levels SET on_hand = on_hand + 1 WHERE variant_id = '${variantId}'`),
  },
  {
    name: "a movement of other units",
    rules: ["each movement of stock continues"],
    spoil: async (s, variantId) => {
      await dropTriggers(s.place, "stock_ledger_is_never_changed");
      await s.corruptStore(
        `UPDATE stock_ledger SET delta = delta + 1 WHERE delta = 5 AND variant_id = '${variantId}';
          UPDATE stock_ledger SET delta = delta - 1 WHERE delta = 10 AND variant_id = '${variantId}'`,
      );
    },
  },
  {
    name: "a line with more ended units than it has",
    rules: ["the units of each committed reservation are"],
    spoil: (s) =>
      s.corruptStore(
        "INSERT INTO commitment_ends (cause_id, cause_line, checkout_id, variant_id, quantity, outcome) SELECT 'x', 'x', checkout_id, variant_id, 9, 'sent' FROM commitment_ends",
      ),
  },
  {
    name: "fewer committed units than reservations have",
    rules: ["of each variant, the committed units are those"],
    spoil: (s, variantId) =>
      s.corruptStore(`UPDATE stock_levels SET committed = committed - 1 WHERE variant_id = '${variantId}'`),
  },
  {
    name: "more reserved units than reservations have",
    rules: ["of each variant, the reserved units are those"],
    spoil: (s) => s.corruptStore("UPDATE stock_levels SET reserved = reserved + 1 WHERE reserved > 0"),
  },
  {
    name: "a former slug that is a present one",
    rules: ["a former slug is of an existing product"],
    spoil: (s) => s.corruptStore("UPDATE former_slugs SET slug = 'tea'"),
  },
];

test.for(defects)("both engines find the same: $name", async ({ rules, spoil }, context) => {
  await requireDatabase(context);
  const verdicts: unknown[] = [];
  for (const place of [async () => ({}), schemaVariables]) {
    const { s, variantId } = await busyShop(place);
    await spoil(s, variantId);
    const checks = await checkStoreIntegrity(s.service.deps);
    const broken = checks.filter(({ verdict }) => verdict === "BROKEN");
    expect(broken.map(({ rule, examples }) => [rule, examples.length > 0])).toEqual(
      rules.map((rule) => [expect.stringContaining(rule), true]),
    );
    const { length: empty } = checks.filter(({ verdict }) => verdict === "EMPTY");
    expect(empty).toBe(0);
    verdicts.push(checks.map(({ rule, verdict, rows, broken, isWhole }) => ({ rule, verdict, rows, broken, isWhole })));
  }
  expect(verdicts[1]).toEqual(verdicts[0]);
});
