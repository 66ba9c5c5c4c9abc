/** The receipt of an order: a link that nobody can guess, and all that stands on the page behind it. */
import { createHmac } from "node:crypto";
import { sum, times } from "@hansa/kit/money";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findDocumentsByOrders } from "../../store/documents.ts";
import { findShipmentsByOrders } from "../../store/fulfilments.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/orders.ts";
import { findRefundsByOrders } from "../../store/refunds.ts";
import { findSettings } from "../../store/settings.ts";
import type { OrderRow } from "../../store/tables.ts";
import { isSame } from "../access.ts";
import { deliveredAtOf } from "../books/delivery.ts";
import { sellerOf } from "../books/documents.ts";
import { unchargedNow } from "../money/settling.ts";
import type { CreditNotePage } from "./credit-note-page.ts";
import type { ReceiptPage } from "./receipt-page.ts";

/**
 * Where the receipt of an order is: `<public address>/receipts/<order id>/<signature>`. The link is good for as long as the order is kept,
 * because a receipt is asked for years later; it shows what its customer may see, and nothing of them once they were erased.
 */
export function receiptUrl(
  { guestSecret, rules }: Pick<Deps, "guestSecret" | "rules">,
  { id }: Pick<OrderRow, "id">,
): string {
  return `${rules.publicUrl}/receipts/${id}/${signatureOf(guestSecret, id)}`;
}

/** What stands on the receipt; undefined if there is no such order, or if the signature is not its own. */
export function readReceipt(
  deps: Deps,
  orderId: string,
  signature: string,
): Promise<ReceiptPage | undefined> | undefined {
  const { store, guestSecret } = deps;
  if (!isSame(signature, signatureOf(guestSecret, orderId))) return undefined;
  return store.read(async (db) => {
    const [order] = await findOrdersByIds(db, [orderId]);
    if (!order) return undefined;
    const lines = await findLinesByOrders(db, [orderId]);
    const settings = await findSettings(db);
    const documents = await findDocumentsByOrders(db, [orderId]);
    const creditNotes = documents.flatMap(({ kind, number, issuedAt, totalMinor, taxMinor }) =>
      kind === "INVOICE"
        ? []
        : [{ number, at: issuedAt, minor: totalMinor, taxMinor, url: `${receiptUrl(deps, order)}/${number}` }],
    );
    const given = {
      refunds: await givenBack(db, orderId),
      neverTakenMinor: await unchargedNow(db, orderId),
      seller: documents.find(({ kind }) => kind === "INVOICE")?.seller ?? sellerOf(settings),
      timeZone: settings.timeZone,
      deliveredAt: deliveredAtOf(order, await findShipmentsByOrders(db, [orderId])),
      creditNotes,
    };
    return pageOf(order, lines, given);
  });
}

/** A credit note of the order; undefined if it has none of this number, or if the signature is not the order's own. */
export function readCreditNote(
  { store, guestSecret }: Deps,
  orderId: string,
  signature: string,
  number: string,
): Promise<CreditNotePage | undefined> | undefined {
  if (!isSame(signature, signatureOf(guestSecret, orderId))) return undefined;
  return store.read(async (db) => {
    const documents = await findDocumentsByOrders(db, [orderId]);
    const document = documents.find((known) => known.kind === "CREDIT_NOTE" && known.number === number);
    const [order] = await findOrdersByIds(db, [orderId]);
    if (!document || !order) return undefined;
    const { timeZone } = await findSettings(db);
    return { document, order, lines: await findLinesByOrders(db, [orderId]), timeZone };
  });
}

/** For this purpose alone: no guest token is made like this. */
function signatureOf(secret: string, orderId: string): string {
  return createHmac("sha256", secret).update(`receipt\n${orderId}`).digest("base64url");
}

/** What has gone back for certain. */
async function givenBack(db: Reader, orderId: string): Promise<ReceiptPage["refunds"]> {
  const refunds = await findRefundsByOrders(db, [orderId]);
  return refunds.flatMap(({ state, settledAt, amountMinor: minor }) =>
    state === "SUCCEEDED" && settledAt !== null ? [{ at: settledAt, minor }] : [],
  );
}

type Lines = Awaited<ReturnType<typeof findLinesByOrders>>;
type Given = Pick<ReceiptPage, "refunds" | "neverTakenMinor" | "seller" | "timeZone" | "deliveredAt" | "creditNotes">;

/** Goods are shown with their discounts taken off line by line, so that lines, shipping and tax are the total. */
function pageOf(order: OrderRow, lines: Lines, given: Given): ReceiptPage {
  const goodsMinor = sum(lines.map((line) => line.lineTotalMinor));
  const taxOnTopMinor = order.taxIncluded ? 0 : order.taxMinor;
  return {
    number: order.number,
    invoiceNumber: order.invoiceNumber,
    isCancelled: order.state === "CANCELLED",
    isErased: order.erasedAt !== null,
    placedAt: order.placedAt,
    invoicedAt: order.invoicedAt,
    currency: order.currency,
    shippingAddress: order.shippingAddress,
    billingAddress: order.billingAddress,
    shippingLabel: order.shipping?.label ?? null,
    lines: lines.map(({ title, sku, unitPriceMinor, quantity, lineTotalMinor, taxMinor }) => ({
      title,
      sku,
      unitPriceMinor,
      quantity,
      discountMinor: times(unitPriceMinor, quantity) - lineTotalMinor,
      taxMinor,
      totalMinor: lineTotalMinor,
    })),
    goodsMinor,
    shippingMinor: sum([order.totalMinor, -goodsMinor, -taxOnTopMinor]),
    taxIncluded: order.taxIncluded,
    taxes: order.taxParts,
    taxMinor: order.taxMinor,
    totalMinor: order.totalMinor,
    ...given,
  };
}
