/** The data of a smoke run: its own carts, checkout and orders, made through the graph, so that it can be repeated. */
import { randomUUID } from "node:crypto";
import { completeCheckout, createCart, prepareCheckout, requireOrder, signIn, startPayment } from "@hansa/client/buyer";
import {
  FrequentlyBoughtWithDocument,
  ReviewModerateDocument,
  ReviewSubmitDocument,
} from "@hansa/client/documents/products";
import { CheckoutDocument } from "@hansa/client/documents/purchase";
import { CartCodeApplyDocument } from "@hansa/client/documents/settings";
import { type Credentials, executeDocument, type Graph, requireData } from "@hansa/client/graphql-client";
import { isType, mutate, perform, requireSuccess } from "@hansa/client/mutation";
import { eventually } from "@hansa/client/polling";
import {
  deliverShipment,
  readOrder,
  refundOrder,
  requestReturn,
  shipParts,
  signInStaff,
} from "@hansa/client/staff-desk";
import { z } from "zod";
import type { Step } from "../meter.ts";
import { findProducts } from "./products.ts";

/** The code of the demo shop's newsletter. */
const newsletterCode = "ANCHOR10";

export type Scene = { stepsFor(name: string): Promise<Step[]> };

/** Signs in, fills carts and finds products; the checkout is paid and completed by the pages themselves. */
export async function prepareScene(shop: Graph): Promise<Scene> {
  const customer: Credentials = { token: (await signIn(shop, "CUSTOMER")).token };
  const support = await signInStaff(shop, "SUPPORT");
  const shelf = await findProducts(shop);
  const oneLine = await makeCart(shop, shelf.variants.slice(0, 1));
  const manyLines = await makeCart(shop, shelf.variants.slice(0, 50));
  for (const cartId of [oneLine, manyLines]) await applyCode(shop, cartId);
  const checkoutId = await prepare(shop, await makeCart(shop, shelf.variants.slice(0, 1)));
  const largeCheckoutId = await prepare(shop, await makeCart(shop, shelf.variants.slice(0, 50)));
  const talkedOf = [shelf.single, shelf.varied];
  for (const { id: productId } of talkedOf) await makeReview(shop, productId, customer);
  const buy = async () => {
    const cartId = await makeCart(
      shop,
      talkedOf.map(({ variantId }) => variantId),
      customer,
    );
    const bought = await prepare(shop, cartId, customer);
    requireSuccess(await startPayment(shop, bought, "tok_ok", customer));
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
      golden("1 line", { id: checkoutId }, { ...customer, guest: [checkoutId] }),
      another("50 lines", { id: largeCheckoutId }, { ...customer, guest: [largeCheckoutId] }),
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
      await shipEverything(shop, await placed(shop, ownCheckoutId, customer), customer);
      return [
        golden("10 orders", { first: 10 }, customer),
        another("1 order", { first: 1 }, customer),
        another("30 orders", { first: 30 }, customer),
      ];
    },
    Q11_OrderTrack: async () => {
      const order = await placed(shop, checkoutId);
      await shipEverything(shop, order, { guest: [checkoutId] });
      const { guestToken } = requireOrder(await completeCheckout(shop, checkoutId));
      return [golden("a guest", { number: order.number, token: guestToken })];
    },
    Q12_AdminOrder: async () => {
      const order = await placed(shop, returnedCheckoutId, customer);
      await shipAndReturn(shop, order, customer);
      return [golden("a customer's order", { id: order.id }, support)];
    },
    Q13_AdminLowStock: async () => [
      golden("1 variant", { first: 1, threshold: 40 }, support),
      another("50 variants", { first: 50, threshold: 40 }, support),
    ],
    Q14_AdminRefund: async () => {
      const order = await placed(shop, ownCheckoutId, customer);
      const lines = [{ lineId: order.lineId, quantity: 1 }];
      const input = { orderId: order.id, lines, reason: "Smoke on the line.", idempotencyKey: randomUUID() };
      return [{ ...golden("one unit", { input }, support), accept: says("OrderRefunded") }];
    },
    Q15_ProfilePage: async () => [
      golden("1 order", { orders: 1 }, customer),
      another("50 orders", { orders: 50 }, customer),
    ],
    Q16_MyPayment: async () => [
      golden("a guest", { id: (await placed(shop, checkoutId)).paymentId }, { guest: [checkoutId] }),
    ],
  };
  return {
    stepsFor: async (name) => {
      const steps = pages[name];
      if (!steps) throw new Error(`the scene has no steps for ${name}`);
      return steps();
    },
  };
}

function golden(label: string, variables: Record<string, unknown>, as?: Credentials): Step {
  return { label, variables, as, isGolden: true };
}

function another(label: string, variables: Record<string, unknown>, as?: Credentials): Step {
  return { label, variables, as, isGolden: false };
}

/** Whether the one root field answers with this type. */
function says(typename: string): (data: unknown) => boolean {
  const root = z.record(z.string(), z.object({ __typename: z.literal(typename) }));
  return (data) => root.safeParse(data).success;
}

function makeCart(shop: Graph, variantIds: readonly string[], as?: Credentials): Promise<string> {
  const lines = variantIds.map((variantId) => ({ variantId, quantity: 1 }));
  return createCart(shop, { currency: "EUR", lines }, as);
}

function prepare(shop: Graph, cartId: string, as?: Credentials): Promise<string> {
  return prepareCheckout(shop, cartId, as, "smoke@hansa.example");
}

/** It may be refused where everybody gets as much off without it. */
async function applyCode(shop: Graph, cartId: string): Promise<void> {
  const response = await mutate(shop, CartCodeApplyDocument, { cartId, code: newsletterCode });
  if (!isType(response, "CodeRejectedError")) requireSuccess(response);
}

type Placed = { id: string; number: string; paymentId: string; lineId: string };

/** The order that a paid checkout becomes by itself, once it is confirmed. */
function placed({ url }: Graph, checkoutId: string, as?: Credentials): Promise<Placed> {
  return eventually("the paid checkout has become an order", async () => {
    const found = executeDocument(url, CheckoutDocument, { id: checkoutId }, { ...as, guest: [checkoutId] });
    const { checkout } = await requireData(found);
    const { order } = checkout ?? {};
    const paymentId = checkout?.payments?.[0]?.id;
    const lineId = order?.lines[0]?.id;
    if (!order || order.state === "PENDING_PAYMENT" || !paymentId || !lineId) return undefined;
    return { id: order.id, number: order.number, paymentId, lineId };
  });
}

/** Everything leaves in one parcel; its id. */
async function shipEverything(shop: Graph, { id: orderId }: Pick<Placed, "id">, by: Credentials): Promise<string> {
  const { lines } = await readOrder(shop, { id: orderId, by });
  const parts = lines.map(({ id: lineId, quantity }) => ({ lineId, quantity }));
  const parcel = { orderId, parts, carrier: "Kogge Parcel", key: randomUUID(), trackingNumber: "SMOKE1" };
  return shipParts(shop, parcel, await signInStaff(shop, "FULFILMENT"));
}

/** Everything arrives, a unit is to be sent back, and a little money is refunded. */
async function shipAndReturn(shop: Graph, { id, lineId }: Placed, by: Credentials): Promise<void> {
  await deliverShipment(shop, await shipEverything(shop, { id }, by));
  await requestReturn(shop, { id, by }, [{ lineId, quantity: 1 }]);
  requireSuccess(await refundOrder(shop, { id, by }, { adjustmentMinor: 100 }));
}

/** Writes a review and approves it. The same review again stays what it is. */
async function makeReview(shop: Graph, productId: string, customer: Credentials): Promise<void> {
  const input = { productId, rating: 5, body: "It smokes not at all." };
  const { review } = await perform(shop, ReviewSubmitDocument, input, customer);
  const decision = { reviewId: review.id, decision: "APPROVE" as const };
  const support = await signInStaff(shop, "SUPPORT");
  await perform(shop, ReviewModerateDocument, decision, support);
}

/** Waits until the shop has counted that the product was bought with others: it does so a moment after the order. */
async function awaitJointPurchase({ url }: Graph, slug: string): Promise<void> {
  await eventually(`something was bought with ${slug}`, async () => {
    const { product } = await requireData(executeDocument(url, FrequentlyBoughtWithDocument, { slug }));
    return product?.frequentlyBoughtWith?.[0];
  });
}
