/** Stories of a process that is killed at the worst moment, and started again. */
import { beforeAll, expect, test } from "vitest";
import { ask, must } from "../client.ts";
import { complete, fillCart, findSomething, lookUp, pay, readyCheckout } from "../shop/buyer.ts";
import { CheckoutDocument } from "../shop/documents.ts";
import { type KeepingDoor, shareShopWithDoor } from "../shop/keeping-door.ts";
import type { Shop } from "../shop/processes.ts";
import { eventually, slowly } from "../shop/waiting.ts";

let shop: Shop;
let door: KeepingDoor;
beforeAll(async () => {
  const opened = await shareShopWithDoor();
  ({ shop, door } = opened);
  return opened.close;
});

test("orders is killed between capture and confirmation: after its restart the order is confirmed, once", async () => {
  const { id } = await findSomething(shop);
  const checkoutId = await readyCheckout(shop, await fillCart(shop, id));
  const captured = door.keepBack("/internal/capture");
  await pay(shop, checkoutId, "tok_ok");
  const asked = complete(shop, checkoutId).catch(() => undefined);
  await captured;
  await shop.kill("orders");
  await asked;

  await shop.start("orders");
  const order = await eventually("the order is confirmed", async () => {
    const { checkout } = await must(ask(shop.url, CheckoutDocument, { id: checkoutId }));
    return checkout?.order?.state === "CONFIRMED" ? checkout.order : undefined;
  });
  const seen = await lookUp(shop, order.number, undefined, { guest: [checkoutId] });
  expect(seen.timeline.filter((event) => event.kind === "CONFIRMED")).toHaveLength(1);
  expect(seen.payments).toEqual([
    { id: expect.any(String), state: "CAPTURED", captured: { minor: seen.totals.total.minor } },
  ]);
});

test("payments is killed while an order waits for it: the order is confirmed after its restart", async () => {
  const { id } = await findSomething(shop);
  const checkoutId = await readyCheckout(shop, await fillCart(shop, id));
  await pay(shop, checkoutId, "tok_ok");
  await shop.kill("payments");
  await complete(shop, checkoutId).catch(() => undefined);
  await shop.start("payments");
  const state = async () => (await must(ask(shop.url, CheckoutDocument, { id: checkoutId }))).checkout?.order?.state;
  await expect.poll(state, slowly).toBe("CONFIRMED");
});
