/** What the playground needs of this shop: variables with which each ready operation answers, who asks it, and what the guest holds. */
import { guest } from "@hansa/kit/graph-client";
import { demoAccounts } from "./accounts.ts";
import type { LoadedCatalogue } from "./load-catalogue.ts";
import { cartCreate, orderNoteAdd, send } from "./mutations.ts";
import type { Opened } from "./open-accounts.ts";
import type { PastOrder } from "./orders/past.ts";
import type { Placed } from "./orders/place.ts";
import type { SeedShop } from "./seed-shop.ts";

/** Whose price the tab of prices sets: to what it is. It has had three already. */
const repriced = "KAR-BOA";

type Identity = "guest" | "customer" | "support" | "administrator";
type Tab = { identity: Identity; variables: Record<string, unknown> };

export type PlaygroundNotes = {
  accounts: typeof demoAccounts;
  /** For the header `hansa-guest`: the checkout and the token of a guest's order. */
  guest: string;
  /** By the name of the operation. */
  variables: Record<string, Tab["variables"]>;
  /** Who is to ask it, by the name of the operation. */
  identities: Record<string, Identity>;
};

export type Colleagues = { customer: Opened; fulfilment: Opened };

/**
 * Makes what the tabs work on, and writes down how. Checkouts that are open would have ended by the time somebody looks, so the tabs that
 * pay and complete name finished ones: they answer that it is paid, and with the order.
 */
export async function preparePlayground(
  shop: SeedShop,
  { products, variantIdBySku }: LoadedCatalogue,
  past: readonly PastOrder[],
  { customer, fulfilment }: Colleagues,
): Promise<PlaygroundNotes> {
  const variantId = (sku: string) => variantIdBySku.get(sku);
  const lines = (...skus: string[]) => skus.map((sku) => ({ variantId: variantId(sku), quantity: 1 }));
  const currency = shop.products.deps.rules.currencies[0] ?? "EUR";
  const guestOrder = latestPaid(past, "guest");
  const ownOrder = latestPaid(past, "demo");
  const guestCart = await send(shop, guest, cartCreate, {
    currency,
    lines: lines("TOR-TID-BLU-S", "ACH-EAS-T25", "EIS-SKI-26"),
  });
  const ownCart = await send(shop, customer.viewer, cartCreate, {
    currency,
    lines: lines("LYK-STO-RED", "KAR-ROS-A3"),
  });
  await leaveNotes(shop, fulfilment, ownOrder);

  const payAgain = { checkoutId: ownOrder.checkoutId, methodCode: "card", paymentToken: "tok_ok" };
  const tabs: Record<string, Tab> = {
    Q01_ProductPage: asked("guest", { slug: "tidemark-mug", currency, country: "DE" }),
    Q02_Search: asked("guest", { text: "lantern", first: 12, filter: { inStock: true }, currency }),
    Q03_Header: asked("customer", {}),
    Q04_CartPage: asked("guest", { id: guestCart.cart.id }),
    Q05_CartMini: asked("customer", { id: ownCart.cart.id }),
    Q06_AddToCart: asked("guest", { input: { cartId: guestCart.cart.id, lines: lines("BAL-FIR-BEA-250") } }),
    Q07_CheckoutPage: asked("customer", { id: ownOrder.checkoutId }),
    Q08_Pay: asked("customer", { input: { ...payAgain, idempotencyKey: "playground-pay" } }),
    Q09_Complete: asked("guest", {
      input: { checkoutId: guestOrder.checkoutId, idempotencyKey: "playground-complete" },
    }),
    Q10_OrderHistory: asked("customer", { first: 10 }),
    Q11_OrderTrack: asked("guest", { number: guestOrder.number, token: guestOrder.guestToken }),
    Q12_AdminOrder: asked("support", { id: ownOrder.orderId }),
    Q13_StockMovements: asked("support", { first: 20, filter: { variantId: ownOrder.variantIds[0] } }),
    Q14_PriceSet: asked("administrator", {
      input: { variantId: variantId(repriced), currency, amountMinor: priceToday(products, repriced, currency) },
    }),
    Q15_ProfilePage: asked("customer", { orders: 3 }),
    Q16_MyPayment: asked("guest", { id: guestOrder.paymentId, checkoutId: guestOrder.checkoutId }),
  };
  return {
    accounts: demoAccounts,
    guest: [guestOrder.checkoutId, guestOrder.guestToken].join(","),
    variables: mapValues(tabs, ({ variables }) => variables),
    identities: mapValues(tabs, ({ identity }) => identity),
  };
}

function asked(identity: Identity, variables: Tab["variables"]): Tab {
  return { identity, variables };
}

/** So that the tab changes nothing for whoever does not change the tab. */
function priceToday(products: LoadedCatalogue["products"], sku: string, currency: string): number | null {
  const variant = products.flatMap(({ variants }) => variants).find((other) => other.sku === sku);
  return variant?.prices.filter((price) => price.currency === currency).at(-1)?.minor ?? null;
}

/** The latest order of this kind of buyer that was paid for at once. */
function latestPaid(past: readonly PastOrder[], kind: "guest" | "demo"): Placed {
  const found = past.filter(({ planned }) => planned.buyer.kind === kind && planned.course === "paid").at(-1);
  if (!found) throw new Error(`no order of a ${kind} was paid for`);
  return found.placed;
}

/** What colleagues tell each other about an order. */
async function leaveNotes(shop: SeedShop, { viewer }: Opened, { orderId }: Placed): Promise<void> {
  for (const text of ["Asked for a gift box; put one in.", "The parcel is packed and waits for the carrier."]) {
    await shop.world.advance(60_000);
    await send(shop, viewer, orderNoteAdd, { orderId, text });
  }
}

function mapValues<Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
