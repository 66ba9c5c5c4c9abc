/** The data of a smoke run: its own carts, checkout and orders, made through the graph, so that it can be repeated. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { demoAccounts } from "../../../demo/accounts/demo-accounts.ts";
import { newsletterCode } from "../../../demo/settings/newsletter-code.ts";
import type { ShopAddress, Step } from "../meter.ts";
import { sendAndReturn, sendEverything } from "./fulfilment.ts";
import { findProducts } from "./products.ts";
import { requireData } from "./request.ts";
import { awaitJointPurchase, makeReview } from "./reviews.ts";

export type Scene = { stepsFor(name: string): Promise<Step[]> };

const id = z.object({ id: z.string() });
const address = {
  firstName: "Smoke",
  lastName: "Test",
  line1: "Kaistraße 1",
  city: "Hamburg",
  postalCode: "20457",
  country: "DE",
};

/** Signs in, fills carts and finds products; the checkout is paid and completed by the pages themselves. */
export async function prepareScene(shop: ShopAddress): Promise<Scene> {
  const tokens = await signInAll(shop);
  const customer = tokens.CUSTOMER;
  const shelf = await findProducts(shop);
  const oneLine = await makeCart(shop, shelf.variants.slice(0, 1));
  const manyLines = await makeCart(shop, shelf.variants.slice(0, 50));
  for (const cartId of [oneLine, manyLines]) await applyCode(shop, cartId);
  const checkoutId = await makeCheckout(shop, await makeCart(shop, shelf.variants.slice(0, 1)));
  const largeCheckoutId = await makeCheckout(shop, await makeCart(shop, shelf.variants.slice(0, 50)));
  const talkedOf = [shelf.single, shelf.varied];
  for (const { id: productId } of talkedOf) await makeReview(shop, productId, tokens);
  const buy = async () => {
    const cartId = await makeCart(
      shop,
      talkedOf.map(({ variantId }) => variantId),
      customer,
    );
    const bought = await makeCheckout(shop, cartId, customer);
    await pay(shop, bought, customer);
    await placed(shop, bought, customer);
    return bought;
  };
  const returnedCheckoutId = await buy();
  const ownCheckoutId = await buy();
  await makeCart(shop, shelf.variants.slice(1, 2), customer);
  const currency = "EUR";
  const pages: Record<string, () => Promise<Step[]>> = {
    Q01_ProductPage: async () => {
      for (const { slug } of talkedOf) await awaitJointPurchase(shop, slug);
      return [
        golden("one variant", { slug: shelf.single.slug, currency, country: "DE" }),
        another("many variants", { slug: shelf.varied.slug, currency, country: "DE" }),
      ];
    },
    Q02_Search: async () => [
      golden("1 result", { text: "mug", first: 1, currency }),
      another("50 results", { text: "a", first: 50, currency }),
    ],
    Q03_Header: async () => [golden("a customer", {}, customer)],
    Q04_CartPage: async () => [golden("1 line", { id: oneLine }), another("50 lines", { id: manyLines })],
    Q05_CartMini: async () => [golden("1 line", { id: oneLine }), another("50 lines", { id: manyLines })],
    Q06_AddToCart: async () => [
      {
        ...golden("one piece", { input: { cartId: oneLine, lines: [{ variantId: shelf.variants[0], quantity: 1 }] } }),
        accept: says("CartSaved"),
      },
    ],
    Q07_CheckoutPage: async () => [
      golden("1 line", { id: checkoutId }, customer),
      another("50 lines", { id: largeCheckoutId }, customer),
    ],
    Q08_Pay: async () => [
      {
        ...golden("a card", {
          input: { checkoutId, methodCode: "card", paymentToken: "tok_ok", idempotencyKey: randomUUID() },
        }),
        accept: says("PaymentStarted"),
      },
    ],
    Q09_Complete: async () => {
      await placed(shop, ownCheckoutId, customer);
      const input = { checkoutId: ownCheckoutId, idempotencyKey: randomUUID() };
      return [{ ...golden("paid", { input }, customer), accept: says("CheckoutCompleted") }];
    },
    Q10_OrderHistory: async () => {
      await sendEverything(shop, (await placed(shop, ownCheckoutId, customer)).id, tokens);
      return [
        golden("10 orders", { first: 10 }, customer),
        another("1 order", { first: 1 }, customer),
        another("50 orders", { first: 50 }, customer),
      ];
    },
    Q11_OrderTrack: async () => {
      const order = await placed(shop, checkoutId);
      await sendEverything(shop, order.id, tokens);
      return [golden("a guest", { number: order.number, token: await guestTokenOf(shop, checkoutId) })];
    },
    Q12_AdminOrder: async () => {
      const order = await placed(shop, returnedCheckoutId, customer);
      await sendAndReturn(shop, order.id, tokens);
      return [golden("a customer's order", { id: order.id }, tokens.SUPPORT)];
    },
    Q13_AdminLowStock: async () => [
      golden("1 variant", { first: 1, threshold: 40 }, tokens.SUPPORT),
      another("50 variants", { first: 50, threshold: 40 }, tokens.SUPPORT),
    ],
    Q14_AdminRefund: async () => {
      const order = await placed(shop, ownCheckoutId, customer);
      const lines = [{ lineId: order.lineId, quantity: 1 }];
      const input = { orderId: order.id, lines, reason: "Smoke on the line.", idempotencyKey: randomUUID() };
      return [{ ...golden("one unit", { input }, tokens.SUPPORT), accept: says("OrderRefunded") }];
    },
    Q15_ProfilePage: async () => [
      golden("1 order", { orders: 1 }, customer),
      another("50 orders", { orders: 50 }, customer),
    ],
    Q16_MyPayment: async () => [golden("a guest", { id: (await placed(shop, checkoutId)).paymentId, checkoutId })],
  };
  return {
    stepsFor: async (name) => {
      const steps = pages[name];
      if (!steps) throw new Error(`nobody said how ${name} is asked`);
      return steps();
    },
  };
}

function golden(label: string, variables: Record<string, unknown>, token?: string): Step {
  return { label, variables, token, isGolden: true };
}

function another(label: string, variables: Record<string, unknown>, token?: string): Step {
  return { label, variables, token, isGolden: false };
}

/** Whether the one root field answers with this type. */
function says(typename: string): (data: unknown) => boolean {
  const root = z.record(z.string(), z.object({ __typename: z.literal(typename) }));
  return (data) => root.safeParse(data).success;
}

async function signInAll(shop: ShopAddress): Promise<Record<string, string>> {
  const tokens: Record<string, string> = {};
  for (const { role, email, password } of demoAccounts.filter(({ role }) =>
    ["CUSTOMER", "SUPPORT", "FULFILMENT"].includes(role),
  )) {
    const asked = `mutation ($input: LoginInput!) { login(input: $input) { ... on Session { accessToken } } }`;
    const data = z.object({ login: z.object({ accessToken: z.string() }) });
    tokens[role] = (await requireData(shop, asked, { input: { email, password } }, data)).login.accessToken;
  }
  return tokens;
}

async function makeCart(shop: ShopAddress, variantIds: readonly string[], token?: string): Promise<string> {
  const asked = `mutation ($input: CartCreateInput!) { cartCreate(input: $input) { __typename ... on CartSaved { cart { id } } } }`;
  const input = { currency: "EUR", lines: variantIds.map((variantId) => ({ variantId, quantity: 1 })) };
  return (await requireData(shop, asked, { input }, z.object({ cartCreate: z.object({ cart: id }) }), token)).cartCreate
    .cart.id;
}

/** It may be refused where everybody gets as much off without it. */
async function applyCode(shop: ShopAddress, cartId: string): Promise<void> {
  const asked = `mutation ($input: CartCodeApplyInput!) { cartCodeApply(input: $input) { __typename } }`;
  const answered = z.object({ cartCodeApply: z.object({ __typename: z.enum(["CartSaved", "CodeRejectedError"]) }) });
  await requireData(shop, asked, { input: { cartId, code: newsletterCode.code } }, answered);
}

async function makeCheckout(shop: ShopAddress, cartId: string, token?: string): Promise<string> {
  const start = `mutation ($input: CheckoutStartInput!) { checkoutStart(input: $input) { __typename ... on CheckoutStarted { checkout { id } } } }`;
  const begun = { input: { cartId, email: "smoke@hansa.example", idempotencyKey: randomUUID() } };
  const started = z.object({ checkoutStart: z.object({ checkout: id }) });
  const checkoutId = (await requireData(shop, start, begun, started, token)).checkoutStart.checkout.id;
  const update = `mutation ($input: CheckoutUpdateInput!) {
    checkoutUpdate(input: $input) { __typename ... on CheckoutSaved { checkout { shippingOptions { id } } } }
  }`;
  const saved = z.object({ checkoutUpdate: z.object({ checkout: z.object({ shippingOptions: z.array(id).min(1) }) }) });
  const addressed = { input: { checkoutId, shippingAddress: address } };
  const { checkoutUpdate } = await requireData(shop, update, addressed, saved, token);
  const shippingOptionId = checkoutUpdate.checkout.shippingOptions[0]?.id;
  await requireData(shop, update, { input: { checkoutId, shippingOptionId } }, saved, token);
  return checkoutId;
}

async function pay(shop: ShopAddress, checkoutId: string, token: string | undefined): Promise<void> {
  const asked = `mutation ($input: PaymentStartInput!) { paymentStart(input: $input) { ... on PaymentStarted { payment { id } } } }`;
  const input = { checkoutId, methodCode: "card", paymentToken: "tok_ok", idempotencyKey: randomUUID() };
  await requireData(shop, asked, { input }, z.object({ paymentStart: z.object({ payment: id }) }), token);
}

type Placed = { id: string; number: string; paymentId: string; lineId: string };

/** The order that a paid checkout becomes by itself, once it is confirmed. */
async function placed(shop: ShopAddress, checkoutId: string, token?: string): Promise<Placed> {
  const asked = `query ($id: ID!) { checkout(id: $id) { payments { id } order { id number state lines { id } } } }`;
  const order = z.object({ id: z.string(), number: z.string(), state: z.string(), lines: z.array(id) });
  const found = z.object({ checkout: z.object({ payments: z.array(id), order: order.nullable() }) });
  for (let tries = 0; tries < 100; tries += 1) {
    const { checkout } = await requireData(shop, asked, { id: checkoutId }, found, token, [checkoutId]);
    const paymentId = checkout.payments[0]?.id;
    const lineId = checkout.order?.lines[0]?.id;
    if (checkout.order && checkout.order.state !== "PENDING_PAYMENT" && paymentId && lineId) {
      return { id: checkout.order.id, number: checkout.order.number, paymentId, lineId };
    }
    await pause(100);
  }
  throw new Error("the paid checkout did not become an order within 10 s");
}

async function guestTokenOf(shop: ShopAddress, checkoutId: string): Promise<string> {
  const asked = `mutation ($input: CheckoutCompleteInput!) { checkoutComplete(input: $input) { ... on CheckoutCompleted { guestToken } } }`;
  const found = z.object({ checkoutComplete: z.object({ guestToken: z.string() }) });
  return (await requireData(shop, asked, { input: { checkoutId, idempotencyKey: randomUUID() } }, found))
    .checkoutComplete.guestToken;
}
