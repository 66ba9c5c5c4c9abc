/** Story of a cart of which other buyers leave too few units: its line says so, and not the number. */
import { fillCart, findAvailableVariant, setStock, signIn, startCheckout } from "@hansa/client/buyer";
import { readAvailability } from "@hansa/client/staff-desk";
import { beforeAll, expect, test } from "vitest";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { askGraph } from "../support/entities.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

const cartQuery = "query ($id: ID!) { cart(id: $id) { lines { outOfStock variant { stockStatus } } } }";

test("a line is out of stock when fewer units than its quantity are left, but not while they are reserved for it", async () => {
  const { id, sku } = await findAvailableVariant(shop);
  const customer = await signIn(shop, "CUSTOMER");
  const other = await signIn(shop, "CUSTOMER");
  const [cartId, reservedId] = [await fillCart(shop, id, 2, customer), await fillCart(shop, id, 2, other)];
  const lineOf = async (cart: string, { token }: { token: string }) =>
    (await askGraph(shop.url, token, cartQuery, { id: cart })).data;
  const sufficient = { cart: { lines: [{ outOfStock: false }] } };
  expect(await lineOf(cartId, customer)).toMatchObject(sufficient);
  await startCheckout(shop, { cartId: reservedId }, other);
  const available = await readAvailability(shop, sku);
  await setStock(shop, id, 1 - available);
  const line = { outOfStock: true, variant: { stockStatus: "LOW_STOCK" } };
  expect(await lineOf(cartId, customer)).toEqual({ cart: { lines: [line] } });
  expect(await lineOf(reservedId, other)).toMatchObject(sufficient);
  const hidden = "query ($id: ID!) { cart(id: $id) { lines { variant { unitsForSale } } } }";
  const { errors } = await askGraph(shop.url, customer.token, hidden, { id: cartId });
  expect(errors).toHaveLength(1);
  await setStock(shop, id, available - 1);
});
