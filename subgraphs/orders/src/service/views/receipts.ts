/** Views of receipts: the data of an order's receipt and of its credit notes, for the holder of the signed link. */
import { sum, times } from "@hansa/commerce/money";
import { hasLetterBeforeDigits, typedDigits } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findShipmentsByOrders } from "../../store/fulfilment/fulfilments.ts";
import { findDocumentsByOrders } from "../../store/invoicing/tax-documents.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/order/orders.ts";
import { findRefundsByOrders } from "../../store/payment/refunds.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { OrderRow, TaxDocumentRow } from "../../store/tables.ts";
import type { CreditNotePage } from "../invoicing/credit-note-page.ts";
import { deliveredAtOf } from "../invoicing/delivery-date.ts";
import { createReceiptUrl, isReceiptSignature } from "../invoicing/receipt-link.ts";
import type { ReceiptPage } from "../invoicing/receipt-page.ts";
import { sellerOf } from "../invoicing/tax-documents.ts";
import { loadUnchargedAmount } from "../payment/balance.ts";

/** The data of a receipt; undefined if the order does not exist, or if the signature is wrong. */
export function readReceipt(
  deps: Deps,
  orderId: string,
  signature: string,
): Promise<ReceiptPage | undefined> | undefined {
  if (!isReceiptSignature(deps, orderId, signature)) return undefined;
  return deps.store.read(async (db) => {
    const [order] = await findOrdersByIds(db, [orderId]);
    if (!order) return undefined;
    const lines = await findLinesByOrders(db, [orderId]);
    const settings = await findSettings(db);
    const documents = await findDocumentsByOrders(db, [orderId]);
    const creditNotes = documents.flatMap(({ kind, number, issuedAt, totalMinor, taxMinor }) =>
      kind === "INVOICE"
        ? []
        : [{ number, at: issuedAt, minor: totalMinor, taxMinor, url: `${createReceiptUrl(deps, order)}/${number}` }],
    );
    const facts = {
      refunds: await findSucceededRefunds(db, orderId),
      unchargedMinor: await loadUnchargedAmount(db, orderId),
      seller: documents.find(({ kind }) => kind === "INVOICE")?.seller ?? sellerOf(settings),
      timeZone: settings.timeZone,
      deliveredAt: deliveredAtOf(order, await findShipmentsByOrders(db, [orderId])),
      creditNotes,
    };
    return createPage(order, lines, facts);
  });
}

/** A credit note of the order; undefined if the number is unknown, or if the signature is wrong. */
export function readCreditNote(
  deps: Deps,
  orderId: string,
  signature: string,
  number: string,
): Promise<CreditNotePage | undefined> | undefined {
  if (!isReceiptSignature(deps, orderId, signature)) return undefined;
  return deps.store.read(async (db) => {
    const documents = await findDocumentsByOrders(db, [orderId]);
    const document = documents.find((known) => isNumberOf(known, number));
    const [order] = await findOrdersByIds(db, [orderId]);
    if (!document || !order) return undefined;
    const { timeZone } = await findSettings(db);
    const invoicedAt = documents.find(({ kind }) => kind === "INVOICE")?.issuedAt ?? order.invoicedAt;
    return { document, invoicedAt, order, lines: await findLinesByOrders(db, [orderId]), timeZone };
  });
}

/** Whether a typed number is that of this credit note: its C counts, because an invoice can have the same digits. */
function isNumberOf({ kind, number }: TaxDocumentRow, typed: string): boolean {
  return kind === "CREDIT_NOTE" && hasLetterBeforeDigits(typed, "C") && typedDigits(number) === typedDigits(typed);
}

/** The refunds that have succeeded. */
async function findSucceededRefunds(db: Reader, orderId: string): Promise<ReceiptPage["refunds"]> {
  const refunds = await findRefundsByOrders(db, [orderId]);
  return refunds.flatMap(({ state, settledAt, amountMinor: minor }) =>
    state === "SUCCEEDED" && settledAt !== null ? [{ at: settledAt, minor }] : [],
  );
}

type Lines = Awaited<ReturnType<typeof findLinesByOrders>>;
type PageFacts = Pick<
  ReceiptPage,
  "refunds" | "unchargedMinor" | "seller" | "timeZone" | "deliveredAt" | "creditNotes"
>;

/** Goods are shown after the discounts of each line, so that lines, shipping and tax add up to the total. */
function createPage(order: OrderRow, lines: Lines, facts: PageFacts): ReceiptPage {
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
    shippingMinor: sum([order.totalMinor, -order.roundingMinor, -goodsMinor, -taxOnTopMinor]),
    roundingMinor: order.roundingMinor,
    taxIncluded: order.taxIncluded,
    taxes: order.taxParts,
    taxMinor: order.taxMinor,
    totalMinor: order.totalMinor,
    ...facts,
  };
}
