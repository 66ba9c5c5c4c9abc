/** Story of a customer who exports all personal data and is then erased from every service. */
import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { completeCheckout, fillCart, prepareCheckout, requireOrder } from "@hansa/client/buyer";
import {
  AccountEraseDocument,
  AccountExportDocument,
  AddressSaveDocument,
  EmailVerifyDocument,
  KeptDocument,
  RegisterDocument,
  UserKeptDocument,
} from "@hansa/client/documents/accounts";
import {
  ReviewModerateDocument,
  ReviewSubmitDocument,
  ReviewsDocument,
  ShelfDocument,
} from "@hansa/client/documents/products";
import { CheckoutUpdateDocument, LoginDocument, PaymentStartDocument } from "@hansa/client/documents/purchase";
import { type Credentials, executeDocument, requireData } from "@hansa/client/graphql-client";
import { eventually, pollOptions } from "@hansa/client/polling";
import { readOrder, shipUnits, signInStaff } from "@hansa/client/staff-desk";
import { beforeAll, expect, test } from "vitest";
import { services, storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { findEmail } from "../../../cli/testing/mailbox.ts";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

const person = { email: "wilhelmina.quist@hansa.example", displayName: "Wilhelmina Quist" };
const password = "nine barrels of salted herring";
const home = {
  firstName: "Wilhelmina",
  lastName: "Quist",
  line1: "Heringsgasse 17",
  city: "Wismar",
  postalCode: "23966",
  country: "DE",
};
/** Words by which this person could be found again. */
const traces = ["wilhelmina", "heringsgasse"];

const Database = loadDriver();

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

/** Opens an account as a person does: the link comes by mail. */
async function openAccount(): Promise<Credentials> {
  const input = { ...person, password };
  expect((await requireData(executeDocument(shop.url, RegisterDocument, { input }))).register.__typename).toBe(
    "RegistrationReceived",
  );
  const token = /#token=(\S+)/.exec(await findEmail(shop, person.email, "Confirm your e-mail address"))?.[1] ?? "";
  const { emailVerify } = await requireData(
    executeDocument(shop.url, EmailVerifyDocument, { input: { token, password } }),
  );
  expect(emailVerify.__typename).toBe("EmailVerified");
  const login = await signInAgain();
  if (login.__typename !== "Session") throw new Error(JSON.stringify(login));
  return { token: login.accessToken };
}

async function signInAgain() {
  const input = { email: person.email, password };
  return (await requireData(executeDocument(shop.url, LoginDocument, { input }))).login;
}

/** A variant on sale, and its product. */
async function findTea(): Promise<{ variantId: string; productId: string }> {
  const { search } = await requireData(executeDocument(shop.url, ShelfDocument, { text: "tea", currency: "EUR" }));
  const [product] = search?.nodes ?? [];
  const variant = product?.variants.nodes.find(({ stockStatus, price }) => stockStatus === "IN_STOCK" && price);
  if (!product || !variant) throw new Error("there is no tea");
  return { variantId: variant.id, productId: product.id };
}

/** Buys it, sent home, with a card that is kept. */
async function buyAtHome(as: Credentials, variantId: string): Promise<{ id: string; number: string }> {
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, variantId, 1, as), as, person.email);
  const sentHome = { checkoutId, shippingAddress: home };
  const { checkoutUpdate } = await requireData(
    executeDocument(shop.url, CheckoutUpdateDocument, { input: sentHome }, as),
  );
  expect(checkoutUpdate.__typename).toBe("CheckoutSaved");
  const input = {
    checkoutId,
    methodCode: "card",
    paymentToken: "tok_ok",
    saveMethod: true,
    idempotencyKey: randomUUID(),
  };
  const { paymentStart } = await requireData(executeDocument(shop.url, PaymentStartDocument, { input }, as));
  expect(paymentStart.__typename).toBe("PaymentStarted");
  return requireOrder(await completeCheckout(shop, checkoutId, as));
}

async function review(as: Credentials, productId: string): Promise<string> {
  const written = { productId, rating: 5, body: "Strong, and it keeps." };
  const { reviewSubmit } = await requireData(executeDocument(shop.url, ReviewSubmitDocument, { input: written }, as));
  if (reviewSubmit.__typename !== "ReviewSaved") throw new Error(JSON.stringify(reviewSubmit));
  const reviewId = reviewSubmit.review.id;
  const input = { reviewId, decision: "APPROVE" as const };
  const { reviewModerate } = await requireData(
    executeDocument(shop.url, ReviewModerateDocument, { input }, await signInStaff(shop, "SUPPORT")),
  );
  expect(reviewModerate.__typename).toBe("ReviewSaved");
  return reviewId;
}

async function findReview(productId: string, id: string) {
  const { product } = await requireData(executeDocument(shop.url, ReviewsDocument, { productId }));
  return product?.reviews.nodes.find((each) => each.id === id);
}

/** Requests the personal data export; its link arrives by e-mail and works without a session. */
async function exportData(as: Credentials): Promise<unknown> {
  const { accountExport } = await requireData(executeDocument(shop.url, AccountExportDocument, { input: {} }, as));
  expect(accountExport.__typename).toBe("AccountExportStarted");
  const path = /\/exports\/\S+/.exec(await findEmail(shop, person.email, "/exports/"))?.[0] ?? "";
  const response = await fetch(new URL(path, shop.url));
  expect(response.status).toBe(200);
  return response.json();
}

async function erase(as: Credentials, given: string) {
  return (await requireData(executeDocument(shop.url, AccountEraseDocument, { input: { password: given } }, as)))
    .accountErase;
}

/** The files of the stores in which one of the traces can be read, their logs among them. */
function tracesIn(data: string): string[] {
  const names = readdirSync(data, { recursive: true, encoding: "utf8" }).filter((name) => /\.db(-wal)?$/.test(name));
  expect(names).toEqual(expect.arrayContaining(services.flatMap(({ stores }) => stores.map(({ file }) => file))));
  return names.filter((name) => hasTrace(data, name));
}

function hasTrace(data: string, name: string): boolean {
  const text = readFileSync(path.join(data, name), "latin1").toLowerCase();
  return traces.some((trace) => text.includes(trace));
}

/** The same, as if no invoice were retained: that table alone may name a person who was erased. */
function tracesWithoutRetained(data: string): string[] {
  const copy = mkdtempSync(path.join(tmpdir(), "hansa-retained-"));
  try {
    const store = storeFile("", "orders");
    mkdirSync(path.dirname(path.join(copy, store)));
    for (const name of [store, `${store}-wal`].filter((each) => existsSync(path.join(data, each))))
      copyFileSync(path.join(data, name), path.join(copy, name));
    const orders = new Database(path.join(copy, store));
    orders.pragma("secure_delete = ON");
    orders.exec("DELETE FROM retained_buyers");
    orders.pragma("wal_checkpoint(TRUNCATE)");
    orders.close();
    const others = tracesIn(data).filter((name) => !name.startsWith(store));
    return [
      ...others,
      ...[store, `${store}-wal`].filter((name) => existsSync(path.join(copy, name)) && hasTrace(copy, name)),
    ];
  } finally {
    rmSync(copy, { recursive: true });
  }
}

test("a customer exports all data and is erased: the order stays, and no store has personal data", async () => {
  const as = await openAccount();
  const { me } = await requireData(executeDocument(shop.url, KeptDocument, {}, as));
  const userId = me?.id ?? "";
  await requireData(executeDocument(shop.url, AddressSaveDocument, { input: home }, as));
  const { variantId, productId } = await findTea();
  const { id: orderId, number } = await buyAtHome(as, variantId);
  const reviewId = await review(as, productId);
  await fillCart(shop, variantId, 2, as);
  expect(await requireData(executeDocument(shop.url, KeptDocument, {}, as))).toMatchObject({
    me: { activeCart: { id: expect.any(String) }, savedPaymentMethods: [{ method: { label: expect.any(String) } }] },
  });
  expect(await findReview(productId, reviewId)).toMatchObject({ author: { displayName: person.displayName } });

  expect(await exportData(as)).toMatchObject({
    person: userId,
    users: { account: [{ email: person.email }], addresses: [{ line1: home.line1 }] },
    products: { reviews: [{ id: reviewId }], purchases: [expect.anything()] },
    orders: { orders: [{ number }], carts: [{ state: "CLOSED" }, { state: "OPEN" }] },
    payments: { payments: [{ card: expect.any(String) }], savedPaymentMethods: [expect.anything()] },
  });
  expect(new Set(tracesIn(shop.data).map((name) => name.replace("-wal", "")))).toEqual(
    new Set([storeFile("", "orders"), storeFile("", "users")]),
  );

  expect((await erase(as, "not the password")).__typename).toBe("InvalidCredentialsError");
  expect(await erase(as, password)).toMatchObject({ __typename: "UnsentOrdersError", orderNumbers: [number] });
  await shipUnits(shop, { id: orderId, number, sku: "", by: as }, 1);
  expect((await erase(as, password)).__typename).toBe("AccountErased");
  expect((await signInAgain()).__typename).toBe("InvalidCredentialsError");
  await findEmail(shop, person.email, "Your account is erased");

  const desk = await signInStaff(shop, "SUPPORT");
  const seen = await eventually("the customer of the order is erased", async () => {
    const order = await readOrder(shop, { id: orderId, by: desk });
    return order.customer === null && order.payments?.[0]?.method === null ? order : undefined;
  });
  expect(seen).toMatchObject({
    settlement: "PAID",
    email: null,
    shippingAddress: { name: null, line1: null },
    payments: [{ state: "CAPTURED", method: null }],
    lines: [{ quantity: 1 }],
  });
  await expect.poll(async () => (await findReview(productId, reviewId))?.author, pollOptions).toBeNull();
  expect(await requireData(executeDocument(shop.url, UserKeptDocument, { id: userId }, desk))).toEqual({
    user: { displayName: "Former customer", email: null, addresses: [] },
  });
  // The person is nowhere in the stores, but for the buyers of retained invoices.
  await expect.poll(() => tracesWithoutRetained(shop.data), pollOptions).toEqual([]);
  expect(tracesIn(shop.data).map((name) => name.replace("-wal", ""))).toContain(storeFile("", "orders"));
});
