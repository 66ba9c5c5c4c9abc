/** Integrity rules of the products store. */
import { byEngine, elementsOf, type IntegrityRule, jsonNumber, jsonText } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { formerSlugs } from "./catalogue/former-slugs-table.ts";
import * as pg from "./reservations/movement-rules.pg.ts";
import * as sqlite from "./reservations/movement-rules.sqlite.ts";
import { reservationLines, stockLedger, stockLevels } from "./reservations/tables.ts";

/** The units of a line whose commitment has ended. */
const endedUnits = sql`coalesce(
  (SELECT sum(quantity) FROM commitment_ends WHERE checkout_id = kept.checkout_id AND variant_id = kept.variant_id), 0)`;

/** The units of a line that were added to the bought ones, to replace returned units. */
const part = sql`part.value`;
const replacedUnits = sql`coalesce((SELECT sum(${jsonNumber(part, "quantity")}) FROM replacements, ${elementsOf(sql`replacements.lines`)} AS part
  WHERE replacements.checkout_id = kept.checkout_id AND ${jsonText(part, "variantId")} = kept.variant_id), 0)`;

export const integrityRules: readonly IntegrityRule[] = [
  {
    invariant: "I1",
    must: "of each variant, the committed units are at most the units on hand, and no number is negative",
    of: stockLevels,
    judged: (newest) =>
      sql`SELECT variant_id AS about, committed BETWEEN 0 AND on_hand AND reserved >= 0 AS holds FROM ${newest} AS level`,
  },
  {
    invariant: "I1",
    must: "the units on hand of a variant are those after its last stock movement",
    of: stockLedger,
    judged: (newest) => byEngine({ sqlite: sqlite.endsAtLevel(newest), pg: pg.endsAtLevel(newest) }),
  },
  {
    invariant: "I1",
    must: "each movement of stock continues from the units after the previous one",
    of: stockLedger,
    judged: (newest) => byEngine({ sqlite: sqlite.continuesPrevious(newest), pg: pg.continuesPrevious(newest) }),
  },
  {
    invariant: "I1",
    must: "the units of each committed reservation are committed, sent or cancelled, and no other has any; older ones were sold with one movement",
    of: reservationLines,
    judged: (newest) => sql`SELECT reservation.checkout_id || ' ' || kept.variant_id AS about, CASE
          WHEN reservation.state <> 'committed' THEN kept.committed = 0 AND ${endedUnits} = 0 AND sold.id IS NULL
          WHEN sold.id IS NULL THEN kept.committed + ${endedUnits} = kept.quantity
          ELSE -sold.delta = kept.quantity - ${replacedUnits} AND coalesce(kept.committed, 0) + ${endedUnits} <= kept.quantity END AS holds
      FROM ${newest} AS kept JOIN reservations AS reservation USING (checkout_id)
      LEFT JOIN stock_ledger AS sold
        ON sold.reason = 'SOLD' AND sold.cause_id = reservation.checkout_id AND sold.cause_line = kept.variant_id`,
  },
  {
    invariant: "I1",
    must: "of each variant, the committed units are those of its reservations",
    of: stockLevels,
    judged: (newest) => sql`SELECT level.variant_id AS about, level.committed = coalesce(
        (SELECT sum(committed) FROM reservation_lines WHERE committed > 0 AND variant_id = level.variant_id), 0) AS holds
      FROM ${newest} AS level`,
  },
  {
    invariant: "I2",
    must: "of each variant, the reserved units are those of its live reservations",
    of: stockLevels,
    judged: (newest) => sql`SELECT level.variant_id AS about, level.reserved = coalesce(held.units, 0) AS holds
      FROM ${newest} AS level LEFT JOIN (
        SELECT kept.variant_id, sum(kept.quantity) AS units FROM reservations AS reservation JOIN reservation_lines AS kept USING (checkout_id)
        WHERE reservation.state = 'reserved' GROUP BY kept.variant_id
      ) AS held USING (variant_id)`,
  },
  {
    invariant: null,
    must: "a former slug is of an existing product or collection, and the present slug of none",
    of: formerSlugs,
    judged: (newest) => sql`SELECT former.kind || ' ' || former.slug AS about, CASE former.kind
        WHEN 'product' THEN EXISTS (SELECT 1 FROM products WHERE id = former.owner_id)
          AND NOT EXISTS (SELECT 1 FROM products WHERE slug = former.slug)
        ELSE EXISTS (SELECT 1 FROM collections WHERE id = former.owner_id)
          AND NOT EXISTS (SELECT 1 FROM collections WHERE slug = former.slug) END AS holds
      FROM ${newest} AS former`,
  },
];
