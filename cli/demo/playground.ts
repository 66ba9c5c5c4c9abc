/** Prepares the playground's tabs: variables, identities, and the guest's tokens. */

import { type DemoRole, demoAccounts } from "@hansa/client/demo-accounts";
import { OrderNoteAddDocument } from "@hansa/client/documents/orders";
import { CartCreateDocument } from "@hansa/client/documents/purchase";
import { guest } from "@hansa/kit/testing";
import { currentSettings } from "../../subgraphs/products/src/service/settings.ts";
import { performInProcess } from "../host/in-process-client.ts";
import type { Opened } from "./accounts/registration.ts";
import type { LoadedCatalogue } from "./catalogue/opening.ts";
import type { PastOrder } from "./orders/history.ts";
import { applyCode, idOf, type Placed } from "./orders/placement.ts";
import { newsletterCode } from "./settings/newsletter-code.ts";
import type { SeedShop } from "./shop.ts";

const usualProduct = "tidemark-mug";

type Identity = "guest" | "customer" | "support" | "administrator";
type Tab = { identity: Identity; variables: Record<string, unknown> };

export type PlaygroundNotes = {
  accounts: typeof demoAccounts;
  /** For the header `hansa-guest`: the checkout and the token of a guest's order. */
  guest: string;
  /** By the name of the operation. */
  variables: Record<string, Tab["variables"]>;
  /** The identity that asks, by the name of the operation. */
  identities: Record<string, Identity>;
};

/**
 * Creates the objects of the tabs and stores their variables. Open checkouts would have expired when the tabs are used, so `Q08_Pay` and
 * `Q09_Complete` name finished ones: they answer that it is paid, and with the order. The tabs B1 to B5 make a purchase of their own.
 */
export async function preparePlayground(
  shop: SeedShop,
  { products, variantIdBySku }: LoadedCatalogue,
  orders: readonly PastOrder[],
  opened: (role: DemoRole) => Opened,
): Promise<PlaygroundNotes> {
  // The tabs leave alone what waits for staff.
  const past = orders.filter(({ planned }) => !planned.isWork);
  const customer = opened("CUSTOMER");
  const lines = (...skus: string[]) => skus.map((sku) => ({ variantId: idOf(variantIdBySku, sku), quantity: 1 }));
  const { currencies } = await currentSettings(shop.products.deps);
  const currency = currencies[0] ?? "EUR";
  const guestOrder = latestPaid(past, "guest");
  const ownOrder = latestPaid(past, "demo");
  const guestCart = await performInProcess(shop, guest, CartCreateDocument, {
    currency,
    lines: lines("TOR-TID-BLU-S", "ACH-EAS-T25", "EIS-SKI-26"),
  });
  await applyCode(shop, guest, guestCart.cart.id, newsletterCode.code);
  const ownCart = await performInProcess(shop, customer.viewer, CartCreateDocument, {
    currency,
    lines: lines("LYK-STO-RED", "KAR-ROS-A3"),
  });
  await leaveNotes(shop, opened("FULFILMENT"), ownOrder);

  const eventful =
    latest(past, ({ planned, now }) => planned.buyer.kind === "demo" && now.returnId !== null) ?? ownOrder;
  // An order without refunds: the tab refunds a unit once, and returns the same when it is run again.
  const spotless = latest(past, ({ now }) => now.parcels > 0 && now.refunds === 0 && now.returnId === null) ?? ownOrder;
  const refunded = spotless.lines.slice(0, 1).map(({ id }) => ({ lineId: id, quantity: 1 }));
  const refund = { orderId: spotless.orderId, lines: refunded, reason: "It arrived with a scratch." };
  const payAgain = { checkoutId: ownOrder.checkoutId, methodCode: "card", paymentToken: "tok_ok" };
  const tabs: Record<string, Tab> = {
    Q01_ProductPage: requestAs("guest", { slug: shownProduct(products, past), currency, country: "DE" }),
    Q02_Search: requestAs("guest", { text: "lantern", first: 12, filter: { inStock: true }, currency }),
    Q03_Header: requestAs("customer", {}),
    Q04_CartPage: requestAs("guest", { id: guestCart.cart.id }),
    Q05_CartMini: requestAs("customer", { id: ownCart.cart.id }),
    Q06_AddToCart: requestAs("guest", { input: { cartId: guestCart.cart.id, lines: lines("BAL-FIR-BEA-250") } }),
    Q07_CheckoutPage: requestAs("customer", { id: ownOrder.checkoutId }),
    Q08_Pay: requestAs("customer", { input: { ...payAgain, idempotencyKey: "playground-pay" } }),
    Q09_Complete: requestAs("guest", {
      input: { checkoutId: guestOrder.checkoutId, idempotencyKey: "playground-complete" },
    }),
    Q10_OrderHistory: requestAs("customer", { first: 10 }),
    Q11_OrderTrack: requestAs("guest", { number: guestOrder.number, token: guestOrder.guestToken }),
    Q12_AdminOrder: requestAs("support", { id: eventful.orderId }),
    Q13_AdminLowStock: requestAs("support", { threshold: 5, first: 20 }),
    Q14_AdminRefund: requestAs("support", { input: { ...refund, idempotencyKey: "playground-refund" } }),
    Q15_ProfilePage: requestAs("customer", { orders: 3 }),
    Q16_MyPayment: requestAs("guest", { id: guestOrder.paymentId }),
    ...purchaseTabs(currency, lines("TOR-TID-BLU-S")),
  };
  return {
    accounts: demoAccounts,
    guest: [guestOrder.checkoutId, guestOrder.guestToken].join(","),
    variables: Object.fromEntries(Object.entries(tabs).map(([name, { variables }]) => [name, variables])),
    identities: Object.fromEntries(Object.entries(tabs).map(([name, { identity }]) => [name, identity])),
  };
}

/** A guest's purchase of a line. Ids that only an earlier answer can give name the tab that gives them; the playground fills them in. */
function purchaseTabs(currency: string, lines: object[]): Record<string, Tab> {
  const shippingAddress = {
    firstName: "Ada",
    lastName: "Brandt",
    line1: "Speicherweg 4",
    city: "Lübeck",
    postalCode: "23552",
    country: "DE",
  };
  const [fromB1, fromB2, fromB3, fromB4] = ["run B1 first", "run B2 first", "run B3 first", "run B4 first"];
  const payment = { checkoutId: fromB2, methodCode: "card", paymentToken: "tok_ok", idempotencyKey: fromB2 };
  return {
    B1_FillCart: requestAs("guest", { input: { currency, lines } }),
    B2_StartCheckout: requestAs("guest", {
      input: { cartId: fromB1, email: "ada@example.com", idempotencyKey: fromB1 },
    }),
    B3_Address: requestAs("guest", { input: { checkoutId: fromB2, shippingAddress } }),
    B4_Pay: requestAs("guest", {
      shipping: { checkoutId: fromB2, shippingOptionId: fromB3 },
      payment,
      order: { checkoutId: fromB2, idempotencyKey: fromB2 },
    }),
    B5_PaidOrder: requestAs("guest", { number: fromB4, token: fromB4 }),
  };
}

function requestAs(identity: Identity, variables: Tab["variables"]): Tab {
  return { identity, variables };
}

/** A product with reviews: the usual one, if it was bought. */
function shownProduct(products: LoadedCatalogue["products"], past: readonly PastOrder[]): string {
  const praised = new Set(past.flatMap(({ now }) => now.praised));
  const shown = products
    .filter(({ variants }) => variants.some(({ sku }) => praised.has(sku)))
    .map(({ handle }) => handle);
  return shown.includes(usualProduct) ? usualProduct : (shown[0] ?? usualProduct);
}

/** The latest order of this kind of buyer that was paid for at once. */
function latestPaid(past: readonly PastOrder[], kind: "guest" | "demo"): Placed {
  const found = latest(past, ({ planned }) => planned.buyer.kind === kind && planned.course === "paid");
  if (!found) throw new Error(`no order of a ${kind} was paid for`);
  return found;
}

function latest(past: readonly PastOrder[], is: (order: PastOrder) => boolean): Placed | undefined {
  return past.filter(is).at(-1)?.placed;
}

/** Adds internal notes of colleagues to an order. */
async function leaveNotes(shop: SeedShop, { viewer }: Opened, { orderId }: Placed): Promise<void> {
  for (const text of ["Asked for a gift box; put one in.", "The parcel is packed and waits for the carrier."]) {
    await shop.runtime.advance(60_000);
    await performInProcess(shop, viewer, OrderNoteAddDocument, { orderId, text });
  }
}
