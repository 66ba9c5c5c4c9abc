/** The story of two processes of orders on one store: one stands still for longer than its lease lasts, the other takes over, and both go on as one. */
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { auditStores } from "../../scripts/audit/audit.ts";
import { loadDriver } from "../../scripts/sqlite.mjs";
import { complete, fillCart, findSomething, lookUp, orderIn, pay, readyCheckout } from "../shop/buyer.ts";
import { standStill } from "../shop/faults.ts";
import { type KeepingDoor, shareShopWithDoor } from "../shop/keeping-door.ts";
import type { Shop } from "../shop/processes.ts";
import { slowly } from "../shop/waiting.ts";

let shop: Shop;
let door: KeepingDoor;
beforeAll(async () => {
  const opened = await shareShopWithDoor();
  ({ shop, door } = opened);
  return opened.close;
});

/** The order of a checkout as the store has it, whoever of the two processes has written it. */
function orderOf(checkoutId: string): { number: string; state: string } {
  const Database = loadDriver();
  const store = new Database(path.join(shop.data, "orders.db"), { readonly: true });
  try {
    const row: unknown = store.prepare("SELECT number, state FROM orders WHERE checkout_id = ?").get(checkoutId);
    const { number, state } = Object(row);
    return { number: String(number), state: String(state) };
  } finally {
    store.close();
  }
}

test("whoever stands still with a captured payment's answer on its way finds the order confirmed, and changes nothing", async () => {
  const { id } = await findSomething(shop);
  const checkoutId = await readyCheckout(shop, await fillCart(shop, id));
  const nextCheckoutId = await readyCheckout(shop, await fillCart(shop, id));
  const capture = door.hold("/internal/capture");
  await pay(shop, checkoutId, "tok_ok");
  const asked = complete(shop, checkoutId).catch(() => undefined);
  await capture.answered;
  const wake = await standStill(shop, "orders");
  try {
    expect(orderOf(checkoutId)).toMatchObject({ state: "PENDING_PAYMENT" });
    await shop.startBeside("orders");
    await expect.poll(() => orderOf(checkoutId).state, slowly).toBe("CONFIRMED");
  } finally {
    capture.release();
    wake();
  }
  await asked;

  const { number } = orderOf(checkoutId);
  const seen = await lookUp(shop, number, undefined, { guest: [checkoutId] });
  expect(seen.timeline.filter((event) => event.kind === "CONFIRMED")).toHaveLength(1);
  expect(seen.payments).toEqual([
    { id: expect.any(String), state: "CAPTURED", captured: { minor: seen.totals.total.minor } },
  ]);

  // The first serves buyers again, while the second leads.
  await pay(shop, nextCheckoutId, "tok_ok");
  const { number: next } = orderIn(await complete(shop, nextCheckoutId));
  await expect.poll(() => orderOf(nextCheckoutId).state, slowly).toBe("CONFIRMED");
  expect(next).toBe(orderOf(nextCheckoutId).number);
  const { verdicts } = auditStores({ data: shop.data });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
});
