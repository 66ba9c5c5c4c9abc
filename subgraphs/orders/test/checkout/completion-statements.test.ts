/** Statements of completion: its write reads the checkout and its lines once, and takes the uses of promotions in one place. */
import { Database } from "@hansa/kit/store";
import { sqliteOnly, tryStores } from "@hansa/kit/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { checkoutWithCode, promote } from "../support/back-office/promotions.ts";
import { complete, fillIn, pay } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

const onSqlite = test.runIf(sqliteOnly("the statements that SQLite's driver runs"));

/** Watches the statements of shops that are opened from now on, each write run once; the function returns the texts of all that were executed. */
function watchStatements(): () => string[] {
  const trial = tryStores({ writes: "once" });
  const connection = new Database(":memory:");
  const statement = Object.getPrototypeOf(connection.prepare("SELECT 1"));
  connection.close();
  const all = vi.spyOn(statement, "all");
  const get = vi.spyOn(statement, "get");
  onTestFinished(() => {
    vi.restoreAllMocks();
    tryStores(trial);
  });
  return () => [...all.mock.contexts, ...get.mock.contexts].map((executed) => String(Object(executed).source));
}

/** Completes the checkout and counts how often its rows were read by key. */
async function countReads(
  s: Shop,
  checkoutId: string,
  executed: () => string[],
): Promise<Record<"checkout" | "lines" | "uses", number>> {
  vi.clearAllMocks();
  expect(await complete(s, checkoutId)).toMatchObject({ __typename: "CheckoutCompleted" });
  const texts = executed();
  const reads = texts.filter((text) => text.startsWith("select "));
  const count = (table: string) => reads.filter((text) => text.includes(`from "${table}" where`)).length;
  return { checkout: count("checkouts"), lines: count("cart_lines"), uses: count("promotion_uses") };
}

// The checkout is read twice: by the request before its write, to ask payments, and by the write.

onSqlite("a free checkout is read once by the write, which takes its uses of promotions once", async () => {
  const executed = watchStatements();
  const s = await shop();
  await promote(s, { code: "FREE", rateOff: "1", freeShipping: true });
  const { variantId } = await s.products.sell();
  const { checkoutId } = await checkoutWithCode(s, variantId, "FREE");
  await fillIn(s, checkoutId);
  expect(await countReads(s, checkoutId, executed)).toEqual({ checkout: 2, lines: 1, uses: 1 });
});

onSqlite("a paid checkout is read once by the write, and the uses that its payment took are not read", async () => {
  const executed = watchStatements();
  const s = await shop();
  await promote(s, { code: "TENTH", rateOff: "0.1" });
  const { variantId } = await s.products.sell();
  const { checkoutId } = await checkoutWithCode(s, variantId, "TENTH");
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  expect(await countReads(s, checkoutId, executed)).toEqual({ checkout: 2, lines: 1, uses: 0 });
});
