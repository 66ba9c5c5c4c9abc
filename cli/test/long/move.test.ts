/** A shop of real processes that was moved to PostgreSQL: it sells there, and its books are right after the way back. */
import { rowsOf } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { auditStores } from "../../audit/audit.ts";
import { storeFile } from "../../host/shop.mjs";
import { comparePages, readPages } from "../../testing/playground-pages.ts";
import { runShop } from "../../testing/shop.ts";
import { newFolder, runCommand } from "../support/backup-commands.ts";
import { buyOne } from "../support/buyer-load.ts";
import { movingShop } from "../support/moved-shop.ts";

test("a moved shop has all pages within their budgets, sells, leaves no gap in its numbers, and returns with a clean audit", async (context) => {
  const { data, environment } = await movingShop(context);
  const move = async (...args: string[]) => {
    const { status, output } = await runCommand("move", args, data, environment);
    expect({ status, output }).toMatchObject({ status: 0 });
  };
  await move("--to", "pg");
  const shop = await runShop(environment, data);
  const bought: string[] = [];
  try {
    const count = readPages(shop).length;
    expect(await comparePages(shop)).toMatch(new RegExp(`smoke: ${count} of ${count}\n$`));
    for (let each = 0; each < 3; each += 1) bought.push(await buyOne(shop));
  } finally {
    await shop.stop();
  }

  const folder = newFolder("returned");
  await move("--to", "sqlite", "--into", folder);
  const orders = { engine: "sqlite", file: storeFile(folder, "orders") } as const;
  const numbers = (await rowsOf(orders, "SELECT number FROM orders ORDER BY placed_at, number")).map((row) =>
    String(Object(row).number),
  );
  expect(numbers.slice(-3)).toEqual(bought);
  const counted = numbers.map((number) => Number.parseInt(number, 10)).sort((one, other) => one - other);
  expect(counted).toEqual(counted.map((_number, at) => (counted[0] ?? 0) + at));
  const documents = await rowsOf(
    orders,
    "SELECT kind, count(*) AS documents, max(sequence) - min(sequence) + 1 AS numbers FROM tax_documents GROUP BY kind",
  );
  for (const row of documents) expect(Object(row).numbers).toBe(Object(row).documents);
  const { verdicts, orders: audited } = auditStores({ data: folder });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
  // Of the seed, of the pages that buy, and the three.
  expect(audited).toBe(numbers.length);
  expect(audited).toBeGreaterThan(12 + 3);
});
