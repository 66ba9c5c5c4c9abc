/** Carts: changes and order of lines, ownership and concurrent changes. */
import { expect, test } from "vitest";
import { change, present, seeCart } from "../support/mutations.ts";
import { cartWith } from "../support/purchase.ts";
import { ada, bob, shop } from "../support/shop.ts";

test("a guest's cart is created with lines, and its total has the shop's own tax", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const response = await change(s, "cartCreate", { currency: "EUR", lines: [{ variantId, quantity: 2 }] });
  expect(response).toMatchObject({
    __typename: "CartSaved",
    cart: {
      version: 1,
      state: "OPEN",
      currency: "EUR",
      owner: null,
      checkout: null,
      totalQuantity: 2,
      lines: [
        { quantity: 2, sku: "THING-1", title: "Thing 1", unitPrice: { minor: 1_000 }, lineTotal: { minor: 2_000 } },
      ],
      totals: {
        subtotal: { minor: 2_000 },
        shipping: { minor: 0 },
        tax: { minor: 319 },
        total: { minor: 2_000, currency: "EUR" },
        taxIncluded: true,
        taxLines: [{ name: "VAT 19%", rate: "0.19", base: { minor: 1_681 }, amount: { minor: 319 } }],
      },
    },
  });
  expect(present(response.cart).id).toMatch(/^cart_/);
});

test("adding a variant again raises its quantity, also when two requests do it at once", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const { id: cartId } = await cartWith(s, [{ variantId, quantity: 1 }]);
  const lines = [
    { variantId, quantity: 2 },
    { variantId, quantity: 3 },
  ];
  const { cart } = await change(s, "cartLinesAdd", { cartId, lines });
  expect(cart).toMatchObject({ version: 2, totalQuantity: 6, lines: [{ quantity: 6 }] });
});

test("quantity zero removes a line, and other lines keep their quantities", async () => {
  const s = await shop();
  const [one, two] = [await s.products.sell(), await s.products.sell()];
  const cart = await cartWith(s, [
    { variantId: one.variantId, quantity: 1 },
    { variantId: two.variantId, quantity: 2 },
  ]);
  const lines = [{ lineId: present(cart.lines[0]).id, quantity: 0 }];
  const response = await change(s, "cartLinesUpdate", { cartId: cart.id, lines });
  expect(response.cart).toMatchObject({ version: 2, lines: [{ quantity: 2, variant: { id: two.variantId } }] });
});

test("removing works while products is down, and removing an absent line is not an error", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  s.transport.dropRequests("products");
  const input = { cartId: cart.id, lineIds: cart.lines.map((line) => line.id) };
  expect(await change(s, "cartLinesRemove", input)).toMatchObject({ __typename: "CartSaved", cart: { lines: [] } });
  expect(await change(s, "cartLinesRemove", input)).toMatchObject({ __typename: "CartSaved", cart: { lines: [] } });
});

test("lines stay in the order of their addition, also after removals", async () => {
  const s = await shop();
  const variants = [await s.products.sell(), await s.products.sell(), await s.products.sell(), await s.products.sell()];
  const [first, second, third, last] = variants.map((variant) => variant.variantId);
  const cart = await cartWith(
    s,
    [first, second, third].map((variantId) => ({ variantId: present(variantId), quantity: 1 })),
  );
  const lineIds = cart.lines.slice(0, 2).map((line) => line.id);
  await change(s, "cartLinesRemove", { cartId: cart.id, lineIds });
  const response = await change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId: last, quantity: 1 }] });
  expect(present(response.cart).lines.map((line) => line.variant.id)).toEqual([third, last]);
});

test("a stale version changes nothing and returns the current cart", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const lines = [{ variantId, quantity: 1 }];
  await change(s, "cartLinesAdd", { cartId: cart.id, lines, expectedVersion: 1 });
  const lineIds = cart.lines.map((line) => line.id);
  const changes = await Promise.all([
    change(s, "cartLinesAdd", { cartId: cart.id, lines, expectedVersion: 1 }),
    change(s, "cartLinesRemove", { cartId: cart.id, lineIds, expectedVersion: 1 }),
    change(s, "cartLinesUpdate", { cartId: cart.id, lines: [{ lineId: lineIds[0], quantity: 7 }], expectedVersion: 1 }),
  ]);
  for (const response of changes) {
    expect(response).toMatchObject({ __typename: "CartConflictError", current: { version: 2, totalQuantity: 2 } });
  }
});

test("twenty concurrent additions of one unit are all counted", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: 100 });
  const { id: cartId } = await cartWith(s, []);
  const once = { cartId, lines: [{ variantId, quantity: 1 }] };
  await Promise.all(Array.from({ length: 20 }, () => change(s, "cartLinesAdd", once)));
  expect(await seeCart(s, cartId)).toMatchObject({ version: 21, lines: [{ quantity: 20 }] });
});

test("two changes in one request each return the cart after their own change", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const { id } = await cartWith(s, []);
  const response = await s.query(
    `mutation ($input: CartLinesAddInput!) {
      first: cartLinesAdd(input: $input) { ...after } second: cartLinesAdd(input: $input) { ...after }
    }
    fragment after on CartChangeResult { ... on CartSaved { cart { version totalQuantity totals { total { minor } } } } }`,
    { input: { cartId: id, lines: [{ variantId, quantity: 1 }] } },
  );
  expect(response.data).toEqual({
    first: { cart: { version: 2, totalQuantity: 1, totals: { total: { minor: 1_000 } } } },
    second: { cart: { version: 3, totalQuantity: 2, totals: { total: { minor: 2_000 } } } },
  });
});

test("another person's cart cannot be seen, changed or bought", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }], { viewer: ada });
  const lineId = present(cart.lines[0]).id;
  for (const sender of [{}, { viewer: bob }, { guest: [cart.id] }]) {
    expect(await seeCart(s, cart.id, sender)).toBeNull();
    const responses = [
      await change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId, quantity: 1 }] }, sender),
      await change(s, "cartLinesUpdate", { cartId: cart.id, lines: [{ lineId, quantity: 2 }] }, sender),
      await change(s, "cartLinesRemove", { cartId: cart.id, lineIds: [lineId] }, sender),
      await change(s, "checkoutStart", { cartId: cart.id, idempotencyKey: "theirs" }, sender),
    ];
    for (const response of responses)
      expect(response).toMatchObject({ __typename: "NotFoundError", path: ["input", "cartId"] });
  }
  expect(await seeCart(s, cart.id, { viewer: ada })).toMatchObject({ version: 1, totalQuantity: 1 });
});

test("a guest's cart is accessible to every holder of its id", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }]);
  expect(await seeCart(s, id)).toMatchObject({ owner: null });
  expect(await seeCart(s, id, { viewer: bob })).toMatchObject({ owner: null });
  expect(await seeCart(s, "cart_none")).toBeNull();
});

test("a customer's current cart is the newest one", async () => {
  const s = await shop();
  await cartWith(s, [], { viewer: ada });
  const second = await cartWith(s, [], { viewer: ada });
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { activeCart { id } } } }`;
  const refs = [{ __typename: "User", id: "user_ada" }];
  expect((await s.query(text, { refs }, { viewer: ada })).data?._entities).toEqual([{ activeCart: { id: second.id } }]);
  expect((await s.query(text, { refs }, { viewer: bob })).data?._entities).toEqual([{ activeCart: null }]);
});

test("while products is down nothing can be added, and the error is coded", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const { id: cartId } = await cartWith(s, []);
  s.transport.dropRequests("products");
  await expect(change(s, "cartLinesAdd", { cartId, lines: [{ variantId, quantity: 1 }] })).rejects.toThrow(
    "SUBGRAPH_UNAVAILABLE",
  );
  s.transport.clearFaults();
  expect(await seeCart(s, cartId)).toMatchObject({ version: 1 });
});
