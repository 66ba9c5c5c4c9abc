/** Upgrade of a shop from before sold units stayed on hand until they are sent: levels rise once, and available units stay. */
import { manualRuntime } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { auditStores } from "../audit/audit.ts";
import { migrateStores } from "../commands/restore/stores.ts";
import { drainWork, openShop } from "../host/in-process-shop.ts";
import { type Connection, inStore, openFolders, shopTime } from "./support/stores/old-stores.ts";

const products = "products/products.db";
const levels = z.array(z.object({ id: z.string(), onHand: z.int(), committed: z.int(), available: z.int() }));
const unsent = z.array(z.object({ id: z.string(), units: z.int() }));

const readLevels = (db: Connection) =>
  levels.parse(
    db
      .prepare(`SELECT variant_id AS id, on_hand AS onHand, committed, on_hand - committed - reserved AS available
        FROM stock_levels ORDER BY 1`)
      .all(),
  );
const readUpgrades = (db: Connection): unknown =>
  db
    .prepare(
      "SELECT variant_id AS id, sum(delta) AS units, count(*) AS movements FROM stock_ledger WHERE reason = 'UPGRADED' GROUP BY 1",
    )
    .all();

/** Starts the shop, lets it do all its work, and stops it. */
async function start(data: string): Promise<void> {
  const shop = await openShop({ HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" }, manualRuntime(shopTime));
  onTestFinished(shop.close);
  await drainWork(shop);
  await shop.close();
}

test("unsent units of an upgraded shop are on hand again and committed, available ones stay, and a second start changes nothing", async () => {
  const { old } = await openFolders();
  await migrateStores(old, manualRuntime(shopTime));
  const before = inStore(old, products, readLevels);
  expect(before.filter(({ committed }) => committed > 0)).toEqual([]);
  const sold = inStore(old, "orders/orders.db", (db) =>
    unsent.parse(
      db
        .prepare(`SELECT line.variant_id AS id, sum(ordered - cancelled - shipped) AS units
          FROM line_counters JOIN order_lines AS line ON line.id = line_id GROUP BY 1 HAVING units > 0 ORDER BY 1`)
        .all(),
    ),
  );
  expect(sold.length).toBeGreaterThan(0);
  const unitsOf = new Map(sold.map(({ id, units }) => [id, units]));
  const after = before.map(({ id, onHand, available }) => {
    const committed = unitsOf.get(id) ?? 0;
    return { id, onHand: onHand + committed, committed, available };
  });
  for (const _start of [1, 2]) {
    await start(old);
    expect(inStore(old, products, readLevels)).toEqual(after);
    expect(inStore(old, products, readUpgrades)).toEqual(
      after
        .filter(({ committed }) => committed > 0)
        .map(({ id, committed }) => ({ id, units: committed, movements: 1 })),
    );
    const { verdicts } = auditStores({ data: old, drained: true, now: shopTime });
    expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
  }
});
