/** Invalid input gets a refusal or a coded error; never a stack, SQL, a host name or a partial write. */
import { randomUUID } from "node:crypto";
import { request } from "node:http";
import {
  address,
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  signIn,
  startPayment,
} from "@hansa/client/buyer";
import {
  CartCreateDocument,
  CartLinesAddDocument,
  CheckoutDocument,
  CheckoutReopenDocument,
  CheckoutStartDocument,
  CheckoutUpdateDocument,
  OrderDocument,
} from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { eventually } from "@hansa/client/polling";
import { beforeAll, expect, test } from "vitest";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
let variantId: string;
beforeAll(async () => {
  shop = await sharedShop();
  variantId = (await findAvailableVariant(shop)).id;
});

const leak = /127\.0\.0\.1|localhost|ECONN|sqlite|SELECT |node_modules|\.ts:\d/i;

/** Sends bytes as they are. */
function send(body: string | Buffer, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(
      shop.url,
      { method: "POST", headers: { "content-type": "application/json", ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      },
    );
    sending.on("error", reject);
    sending.end(body);
  });
}

function codeIn(text: string): unknown {
  return JSON.parse(text).errors[0].extensions.code;
}

test.each([
  { name: "malformed JSON", body: '{"query":', headers: {}, status: 400, code: "BAD_REQUEST" },
  {
    name: "a body of 10 MB",
    body: JSON.stringify({ query: "x".repeat(10 * 1024 * 1024) }),
    headers: {},
    status: 413,
    code: "PAYLOAD_TOO_LARGE",
  },
  {
    name: "invalid UTF-8",
    body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    headers: {},
    status: 400,
    code: "BAD_REQUEST",
  },
  {
    name: "another charset",
    body: '{"query":"{ __typename }"}',
    headers: { "content-type": "application/json; charset=utf-7" },
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
  {
    name: "plain text",
    body: '{"query":"{ __typename }"}',
    headers: { "content-type": "text/plain" },
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
])("$name is refused with a code", async ({ body, headers, status, code }) => {
  const response = await send(body, headers);
  expect({ status: response.status, code: codeIn(response.text) }).toEqual({ status, code });
  expect(response.text).not.toMatch(leak);
});

const priceIn = (currency: string) =>
  `{ products(first: 1) { nodes { priceRange(currency: ${currency}) { min { minor } } } } }`;

test.each([
  ["a query of 100 kB", { query: `{ ${"__typename ".repeat(9_000)} }` }],
  ["a query that is not GraphQL", { query: "{ shop { " }],
  ["a field that does not exist", { query: "{ shop { colour } }" }],
  ["an unknown operation name", { query: "query A { shop { name } }", operationName: "B" }],
  [
    "a variable of the wrong type",
    { query: "query A($id: ID!) { cart(id: $id) { id } }", variables: { id: { a: 1 } } },
  ],
  ["a literal currency that does not exist", { query: priceIn('"XXX"') }],
  ["a name in place of a currency's text", { query: priceIn("EUR") }],
  [
    "a currency that does not exist, as a variable",
    { query: `query A($c: CurrencyCode) ${priceIn("$c")}`, variables: { c: "XXX" } },
  ],
])("%s is refused with a code", async (_name, body) => {
  const response = await send(JSON.stringify(body), { accept: "application/graphql-response+json" });
  expect(response.status).toBe(400);
  expect(codeIn(response.text)).toMatch(
    /^(BAD_USER_INPUT|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|OPERATION_RESOLUTION_FAILURE|OPERATION_TOO_LARGE)$/,
  );
  expect(response.text).not.toMatch(leak);
});

test.each([
  [0, "ValidationError"],
  [-1, "ValidationError"],
  [1_000_000_000, "CartLimitError"],
])("a quantity of %d is refused", async (quantity, refusal) => {
  const input = { currency: "EUR", lines: [{ variantId, quantity }] };
  expect((await requireData(executeDocument(shop.url, CartCreateDocument, { input }))).cartCreate.__typename).toBe(
    refusal,
  );
});

test("a quantity of 2^31 is not an Int", async () => {
  const input = { currency: "EUR", lines: [{ variantId, quantity: 2 ** 31 }] };
  const { data, errors } = await executeDocument(shop.url, CartCreateDocument, { input });
  expect({ data, code: errors[0]?.extensions?.code }).toEqual({ data: null, code: "BAD_USER_INPUT" });
});

test("unknown ids are not found, in any position", async () => {
  const input = { cartId: "cart_nowhere", lines: [{ variantId, quantity: 1 }] };
  expect((await requireData(executeDocument(shop.url, CartLinesAddDocument, { input }))).cartLinesAdd.__typename).toBe(
    "NotFoundError",
  );
  const unknown = { currency: "EUR", lines: [{ variantId: "var_nowhere", quantity: 1 }] };
  expect(
    (await requireData(executeDocument(shop.url, CartCreateDocument, { input: unknown }))).cartCreate.__typename,
  ).toBe("NotFoundError");
  expect((await requireData(executeDocument(shop.url, CheckoutDocument, { id: "chk_nowhere" }))).checkout).toBeNull();
  expect((await requireData(executeDocument(shop.url, OrderDocument, { number: "1" }))).order).toBeNull();
  expect((await startPayment(shop, "chk_nowhere", "tok_ok")).__typename).toBe("NotFoundError");
  expect((await completeCheckout(shop, "chk_nowhere")).__typename).toBe("NotFoundError");
});

test("another customer's cart, checkout, order and address are not found", async () => {
  const [owner, other] = await Promise.all([signIn(shop, "CUSTOMER"), signIn(shop, "SUPPORT")]);
  const cartId = await fillCart(shop, variantId, 1, owner);
  const checkoutId = await prepareCheckout(shop, cartId, owner);
  const add = { input: { cartId, lines: [{ variantId, quantity: 1 }] } };
  for (const as of [other, {}]) {
    expect((await requireData(executeDocument(shop.url, CartLinesAddDocument, add, as))).cartLinesAdd.__typename).toBe(
      "NotFoundError",
    );
    expect(
      (await requireData(executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, as))).checkout,
    ).toBeNull();
    expect((await startPayment(shop, checkoutId, "tok_ok", as)).__typename).toBe("NotFoundError");
    expect((await completeCheckout(shop, checkoutId, as)).__typename).toBe("NotFoundError");
  }
  const strange = { input: { checkoutId, savedAddressId: "addr_nowhere" } };
  expect(
    (await requireData(executeDocument(shop.url, CheckoutUpdateDocument, strange, owner))).checkoutUpdate.__typename,
  ).toBe("NotFoundError");
  await startPayment(shop, checkoutId, "tok_ok", owner);
  const order = requireOrder(await completeCheckout(shop, checkoutId, owner));
  expect((await requireData(executeDocument(shop.url, OrderDocument, { number: order.number }))).order).toBeNull();
  expect(
    (await requireData(executeDocument(shop.url, OrderDocument, { number: order.number, token: "wrong" }))).order,
  ).toBeNull();
});

test("an empty cart cannot be bought, and a stale version changes nothing", async () => {
  const { cartCreate } = await requireData(
    executeDocument(shop.url, CartCreateDocument, { input: { currency: "EUR" } }),
  );
  if (cartCreate.__typename !== "CartSaved") throw new Error(JSON.stringify(cartCreate));
  const cartId = cartCreate.cart.id;
  const started = await requireData(
    executeDocument(shop.url, CheckoutStartDocument, { input: { cartId, idempotencyKey: randomUUID() } }),
  );
  expect(started.checkoutStart.__typename).toBe("CartEmptyError");
  const stale = { input: { cartId, lines: [{ variantId, quantity: 1 }], expectedVersion: 7 } };
  expect((await requireData(executeDocument(shop.url, CartLinesAddDocument, stale))).cartLinesAdd).toMatchObject({
    __typename: "CartConflictError",
    current: { version: cartCreate.cart.version },
  });
});

test("one idempotency key with the same arguments returns the same response, with others it is refused", async () => {
  const cartId = await fillCart(shop, variantId);
  const idempotencyKey = randomUUID();
  const first = await executeDocument(shop.url, CheckoutStartDocument, { input: { cartId, idempotencyKey } });
  const again = await executeDocument(shop.url, CheckoutStartDocument, { input: { cartId, idempotencyKey } });
  expect(again.data).toEqual(first.data);
  expect([first.extensions.replayed, again.extensions.replayed]).toEqual([undefined, true]);
  const other = { input: { cartId, idempotencyKey, email: "else@hansa.example" } };
  expect((await requireData(executeDocument(shop.url, CheckoutStartDocument, other))).checkoutStart.__typename).toBe(
    "IdempotencyKeyReusedError",
  );
});

test("a second payment for a paid checkout is refused, and nothing more is captured", async () => {
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, variantId));
  await startPayment(shop, checkoutId, "tok_ok");
  await completeCheckout(shop, checkoutId);
  expect(await startPayment(shop, checkoutId, "tok_ok")).toMatchObject({
    __typename: "CheckoutNotPayableError",
    reason: "ALREADY_PAID",
  });
  const { checkout } = await requireData(
    executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, { guest: [checkoutId] }),
  );
  expect(checkout?.payments).toHaveLength(1);
});

test("a cart is locked while its payment is in progress, until it is reopened", async () => {
  const cartId = await fillCart(shop, variantId);
  const checkoutId = await prepareCheckout(shop, cartId);
  await startPayment(shop, checkoutId, "tok_second_step");
  const add = { input: { cartId, lines: [{ variantId, quantity: 1 }] } };
  expect((await requireData(executeDocument(shop.url, CartLinesAddDocument, add))).cartLinesAdd).toMatchObject({
    __typename: "CheckoutLockedError",
    checkout: { state: "AWAITING_PAYMENT" },
  });
  const update = { input: { checkoutId, shippingAddress: address } };
  expect((await requireData(executeDocument(shop.url, CheckoutUpdateDocument, update))).checkoutUpdate.__typename).toBe(
    "CheckoutLockedError",
  );
  const reopen = { input: { checkoutId, idempotencyKey: randomUUID() } };
  // A busy provider answers later: its refusal asks for the same key again.
  const reopened = await eventually("the payment is voided", async () => {
    const { checkoutReopen } = await requireData(executeDocument(shop.url, CheckoutReopenDocument, reopen));
    return checkoutReopen.__typename === "ProviderUnavailableError" ? undefined : checkoutReopen;
  });
  expect(reopened).toMatchObject({ checkout: { state: "OPEN" } });
  expect((await requireData(executeDocument(shop.url, CartLinesAddDocument, add))).cartLinesAdd.__typename).toBe(
    "CartSaved",
  );
});
