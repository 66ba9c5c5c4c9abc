/** Refusals of carts: they contain the data to act on and change nothing. */
import { expect, test } from "vitest";
import { change, present, seeCart } from "../support/mutations.ts";
import { cartWith } from "../support/purchase.ts";
import { shop } from "../support/shop.ts";

test.each([0, -1, -2_147_483_648])("adding %i units is refused and changes nothing", async (quantity) => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const { id: cartId } = await cartWith(s, []);
  const lines = [{ variantId, quantity }];
  const problems = [{ path: ["input", "lines", "0", "quantity"], code: "TOO_SMALL" }];
  expect(await change(s, "cartLinesAdd", { cartId, lines })).toMatchObject({ __typename: "ValidationError", problems });
  expect(await change(s, "cartCreate", { currency: "EUR", lines })).toMatchObject({
    __typename: "ValidationError",
    problems,
  });
  expect(await seeCart(s, cartId)).toMatchObject({ version: 1, lines: [] });
});

test("a negative new quantity is refused", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const lines = [{ lineId: present(cart.lines[0]).id, quantity: -1 }];
  expect(await change(s, "cartLinesUpdate", { cartId: cart.id, lines })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "lines", "0", "quantity"], code: "NEGATIVE" }],
  });
});

test.each([1_000, 1_000_000_000, 2_147_483_647])("%i units exceed the limit of a line", async (quantity) => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const limit = { __typename: "CartLimitError", maximumQuantity: 999, maximumLines: 100 };
  const lines = [{ variantId, quantity }];
  expect(await change(s, "cartLinesAdd", { cartId: cart.id, lines })).toMatchObject(limit);
  const changed = [{ lineId: present(cart.lines[0]).id, quantity }];
  expect(await change(s, "cartLinesUpdate", { cartId: cart.id, lines: changed })).toMatchObject(limit);
  expect(await change(s, "cartCreate", { currency: "EUR", lines })).toMatchObject(limit);
});

test("a quantity beyond 32 bits is not an Int of the schema", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const response = await s.query(`mutation ($input: CartCreateInput!) { cartCreate(input: $input) { __typename } }`, {
    input: { currency: "EUR", lines: [{ variantId, quantity: 2 ** 31 }] },
  });
  expect(response.errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
});

test("more lines than a cart may have are refused, by any number", async () => {
  const s = await shop({ cartLimits: { lines: 2 } });
  const variants = [await s.products.sell(), await s.products.sell(), await s.products.sell()];
  const lines = variants.map(({ variantId }) => ({ variantId, quantity: 1 }));
  const limit = { __typename: "CartLimitError", maximumLines: 2 };
  expect(await change(s, "cartCreate", { currency: "EUR", lines })).toMatchObject(limit);
  const cart = await cartWith(s, lines.slice(0, 2));
  expect(await change(s, "cartLinesAdd", { cartId: cart.id, lines: lines.slice(2) })).toMatchObject(limit);
  const crowd = Array.from({ length: 2_000 }, (_, index) => ({ variantId: `var_${index}`, quantity: 1 }));
  expect(await change(s, "cartCreate", { currency: "EUR", lines: crowd })).toMatchObject(limit);
  expect(await change(s, "cartLinesAdd", { cartId: cart.id, lines: crowd })).toMatchObject(limit);
  const tooLong = { __typename: "ValidationError" };
  expect(await change(s, "cartLinesAdd", { cartId: cart.id, lines: [...crowd, ...lines] })).toMatchObject(tooLong);
});

test("a cart whose total exceeds exact integers is refused, and one just below it is priced", async () => {
  const s = await shop({ cartLimits: { unitsPerLine: 1_000_000 } });
  const { variantId } = await s.products.sell({ prices: { EUR: 10_000_000_000 }, stock: null });
  const most = { variantId, quantity: 100_000 };
  const cart = await cartWith(s, [most]);
  expect(await seeCart(s, cart.id)).toMatchObject({ totals: { subtotal: { minor: 1e15 } } });
  const limit = { __typename: "CartLimitError" };
  const more = { variantId, quantity: 1 };
  expect(await change(s, "cartLinesAdd", { cartId: cart.id, lines: [more] })).toMatchObject(limit);
  const crowd = { currency: "EUR", lines: [{ variantId, quantity: 1_000_000 }] };
  expect(await change(s, "cartCreate", crowd)).toMatchObject(limit);
});

test("two thousand absent lines to remove are accepted; a longer list is refused", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const lineIds = Array.from({ length: 2_000 }, (_, index) => `line_${index}`);
  const response = await change(s, "cartLinesRemove", { cartId: cart.id, lineIds });
  expect(response).toMatchObject({ __typename: "CartSaved", cart: { totalQuantity: 1 } });
  const longer = await change(s, "cartLinesRemove", { cartId: cart.id, lineIds: [...lineIds, "line_2000"] });
  expect(longer).toMatchObject({ __typename: "ValidationError" });
});

test("an unknown variant is not found, and the path names its position", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const lines = [
    { variantId, quantity: 1 },
    { variantId: "var_none", quantity: 1 },
  ];
  const refused = { __typename: "NotFoundError", path: ["input", "lines", "1", "variantId"] };
  expect(await change(s, "cartCreate", { currency: "EUR", lines })).toMatchObject(refused);
  const { id: cartId } = await cartWith(s, []);
  expect(await change(s, "cartLinesAdd", { cartId, lines })).toMatchObject(refused);
  expect(await seeCart(s, cartId)).toMatchObject({ version: 1, lines: [] });
});

test("a line of another cart is not found", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const other = await cartWith(s, [{ variantId, quantity: 1 }]);
  const { id: cartId } = await cartWith(s, [{ variantId, quantity: 1 }]);
  const lines = [{ lineId: present(other.lines[0]).id, quantity: 5 }];
  expect(await change(s, "cartLinesUpdate", { cartId, lines })).toMatchObject({
    __typename: "NotFoundError",
    path: ["input", "lines", "0", "lineId"],
  });
  await change(s, "cartLinesRemove", { cartId, lineIds: [present(other.lines[0]).id] });
  expect(await seeCart(s, other.id)).toMatchObject({ version: 1, lines: [{ quantity: 1 }] });
});

test("an unsupported currency is refused, with the supported ones", async () => {
  const s = await shop();
  expect(await change(s, "cartCreate", { currency: "CHF" })).toMatchObject({
    __typename: "CurrencyNotOfferedError",
    path: ["input", "currency"],
    offered: ["EUR", "USD", "GBP", "JPY"],
  });
});

test("a variant without a price in the cart's currency and a withdrawn one are not sold", async () => {
  const s = await shop();
  const inEuros = await s.products.sell({ prices: { EUR: 1_000 } });
  const withdrawn = await s.products.sell({ prices: { EUR: 1_000, USD: 1_100 } });
  await s.products.withdraw(withdrawn);
  const variantIds = [inEuros.variantId, withdrawn.variantId];
  const lines = variantIds.map((variantId) => ({ variantId, quantity: 1 }));
  expect(await change(s, "cartCreate", { currency: "USD", lines })).toMatchObject({
    __typename: "VariantNotSoldError",
    variantIds,
    currency: "USD",
  });
});

test("a withdrawn variant can be removed and blocks nothing, but its quantity cannot be raised", async () => {
  const s = await shop();
  const [removed, remaining] = [await s.products.sell(), await s.products.sell()];
  const cart = await cartWith(s, [
    { variantId: removed.variantId, quantity: 1 },
    { variantId: remaining.variantId, quantity: 1 },
  ]);
  await s.products.withdraw(removed);
  const [removedLine, remainingLine] = cart.lines.map((line) => line.id);
  const ask = (lineId: string | undefined, quantity: number) =>
    change(s, "cartLinesUpdate", { cartId: cart.id, lines: [{ lineId, quantity }] });
  expect(await ask(remainingLine, 2)).toMatchObject({ __typename: "CartSaved" });
  expect(await ask(removedLine, 2)).toMatchObject({
    __typename: "VariantNotSoldError",
    variantIds: [removed.variantId],
  });
  expect(await ask(removedLine, 0)).toMatchObject({ __typename: "CartSaved", cart: { totalQuantity: 2 } });
});

test("a quantity above the stock is refused, with the requested total and the available units", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: 3 });
  const cart = await cartWith(s, [{ variantId, quantity: 2 }]);
  const short = (wanted: number) => ({
    __typename: "OutOfStockError",
    lines: [{ variantId, sku: "THING-1", title: "Thing 1", wanted, available: 3 }],
  });
  expect(await change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId, quantity: 2 }] })).toMatchObject(
    short(4),
  );
  const lines = [{ lineId: present(cart.lines[0]).id, quantity: 5 }];
  expect(await change(s, "cartLinesUpdate", { cartId: cart.id, lines })).toMatchObject(short(5));
  expect(await change(s, "cartCreate", { currency: "EUR", lines: [{ variantId, quantity: 9 }] })).toMatchObject(
    short(9),
  );
  expect(await seeCart(s, cart.id)).toMatchObject({ version: 1, totalQuantity: 2 });
});

test("an untracked variant never runs out", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: null });
  expect(await cartWith(s, [{ variantId, quantity: 999 }])).toMatchObject({ totalQuantity: 999 });
});
