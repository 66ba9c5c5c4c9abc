/** Views of receipts: the data of an order's receipt and of its credit notes, for the holder of the signed link. */
import { nearest, sum, times } from "@hansa/commerce/money";
import { hasLetterBeforeDigits, typedDigits } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findShipmentsByOrders } from "../../store/fulfilment/fulfilments.ts";
import { findDocumentsByOrders, findRetainedBuyers } from "../../store/invoicing/tax-documents.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/order/orders.ts";
import { findRefundsByOrders } from "../../store/payment/refunds.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { OrderRow, TaxDocumentRow } from "../../store/tables.ts";
import type { CreditNotePage } from "../invoicing/credit-note-page.ts";
import { deliveredAtOf } from "../invoicing/delivery-date.ts";
import { createReceiptUrl, isReceiptSignature } from "../invoicing/receipt-link.ts";
import type { ReceiptPage } from "../invoicing/receipt-page.ts";
import { type Addresses, retainedAddresses } from "../invoicing/retention.ts";
import { invoiceOf, sellerOf, validDocuments } from "../invoicing/tax-documents.ts";
import { loadUnchargedAmount } from "../payment/balance.ts";

/** The data of a receipt; undefined if the order does not exist, or if the signature is wrong. */
export function readReceipt(deps: Deps, orderId: string, signature: string): Promise<ReceiptPage | undefined> {
  return deps.store.read(async (db) => {
    const [order] = await findOrdersByIds(db, [orderId]);
    if (!order || !isReceiptSignature(deps, order, signature)) return undefined;
    const lines = await findLinesByOrders(db, [orderId]);
    const settings = await findSettings(db);
    const { invoice, correction, creditNotes } = validDocuments(await findDocumentsByOrders(db, [orderId]));
    const urlOf = ({ number }: TaxDocumentRow) => `${createReceiptUrl(deps, order)}/${number}`;
    const facts = {
      // The refund of a correction is no part of its invoice, which is lower.
      refunds: await findSucceededRefunds(db, orderId, correction?.refundId),
      unchargedMinor: await loadUnchargedAmount(db, orderId),
      seller: invoice?.seller ?? sellerOf(settings),
      timeZone: settings.timeZone,
      deliveredAt: deliveredAtOf(order, await findShipmentsByOrders(db, [orderId])),
      creditNotes: creditNotes.map((note) => {
        const { number, issuedAt: at, totalMinor: minor, taxMinor } = note;
        return { number, at, minor, taxMinor, url: urlOf(note) };
      }),
      replaces:
        correction && typeof correction.reverses === "string"
          ? { number: correction.reverses, creditNote: correction.number, url: urlOf(correction) }
          : null,
    };
    const isReplacement = invoice !== undefined && invoice.replaces !== null;
    return createPage(order, {
      ...facts,
      ...(await findParties(db, order, invoice)),
      ...(isReplacement ? chargesOf(invoice, lines) : chargesOfOrder(order, lines)),
    });
  });
}

/** A credit note of the order; undefined if the number is unknown, or if the signature is wrong. */
export function readCreditNote(
  deps: Deps,
  orderId: string,
  signature: string,
  number: string,
): Promise<CreditNotePage | undefined> {
  return deps.store.read(async (db) => {
    const [order] = await findOrdersByIds(db, [orderId]);
    if (!order || !isReceiptSignature(deps, order, signature)) return undefined;
    const documents = await findDocumentsByOrders(db, [orderId]);
    const document = documents.find((known) => isNumberOf(known, number));
    if (!document) return undefined;
    const { timeZone } = await findSettings(db);
    const invoice = invoiceOf(document, documents);
    const invoicedAt = invoice?.issuedAt ?? order.invoicedAt;
    const invoiceNumber = invoice?.number ?? order.invoiceNumber;
    return {
      document,
      invoicedAt,
      order: { ...order, ...(await findParties(db, order, document)), invoiceNumber },
      lines: await findLinesByOrders(db, [orderId]),
      timeZone,
    };
  });
}

/** The addresses on a document of an order: those of its issue, also after a correction. An erased person is in none of them. */
async function findParties(db: Reader, order: OrderRow, document: TaxDocumentRow | undefined): Promise<Addresses> {
  const [retained] = order.erasedAt === null ? await findRetainedBuyers(db, [order.id]) : [];
  const valid = validDocuments(await findDocumentsByOrders(db, [order.id])).invoice;
  const issued = retained && document ? retainedAddresses(retained, document, valid) : retained;
  const { billingAddress, shippingAddress } = issued ?? order;
  return { billingAddress, shippingAddress };
}

/** Whether a typed number is that of this credit note: its C counts, because an invoice can have the same digits. */
function isNumberOf({ kind, number }: TaxDocumentRow, typed: string): boolean {
  return kind === "CREDIT_NOTE" && hasLetterBeforeDigits(typed, "C") && typedDigits(number) === typedDigits(typed);
}

/** The refunds that have succeeded, except for one. */
async function findSucceededRefunds(
  db: Reader,
  orderId: string,
  exceptId: string | null | undefined,
): Promise<ReceiptPage["refunds"]> {
  const refunds = await findRefundsByOrders(db, [orderId]);
  return refunds.flatMap(({ id, state, settledAt, amountMinor: minor }) =>
    state === "SUCCEEDED" && settledAt !== null && id !== exceptId ? [{ at: settledAt, minor }] : [],
  );
}

type Lines = Awaited<ReturnType<typeof findLinesByOrders>>;
type Charges = Pick<
  ReceiptPage,
  "lines" | "goodsMinor" | "shippingMinor" | "roundingMinor" | "taxIncluded" | "taxes" | "taxMinor" | "totalMinor"
>;
type PageFacts = Charges &
  Addresses &
  Pick<ReceiptPage, "refunds" | "unchargedMinor" | "seller" | "timeZone" | "deliveredAt" | "creditNotes" | "replaces">;

function createPage(order: OrderRow, facts: PageFacts): ReceiptPage {
  return {
    number: order.number,
    invoiceNumber: order.invoiceNumber,
    isCancelled: order.state === "CANCELLED",
    isErased: order.erasedAt !== null,
    placedAt: order.placedAt,
    invoicedAt: order.invoicedAt,
    currency: order.currency,
    shippingLabel: order.shipping?.label ?? null,
    ...facts,
  };
}

/** Goods are shown after the discounts of each line, so that lines, shipping and tax add up to the total. */
function chargesOfOrder(order: OrderRow, lines: Lines): Charges {
  const goodsMinor = sum(lines.map((line) => line.lineTotalMinor));
  const taxOnTopMinor = order.taxIncluded ? 0 : order.taxMinor;
  return {
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
  };
}

/** The charges of an invoice that has replaced the one of the order. Its items have their tax in them, after discounts. */
function chargesOf({ items, taxes, taxMinor, roundingMinor, totalMinor }: TaxDocumentRow, lines: Lines): Charges {
  const itemOf = (lineId: string | null) => items.find((item) => item.lineId === lineId);
  const shown = lines.map(({ id, title, sku, quantity }) => {
    const minor = itemOf(id)?.totalMinor ?? 0;
    const lineTaxMinor = sum((itemOf(id)?.taxes ?? []).map(({ amountMinor }) => amountMinor));
    const unitPriceMinor = nearest(BigInt(minor), BigInt(quantity));
    return { title, sku, unitPriceMinor, quantity, discountMinor: 0, taxMinor: lineTaxMinor, totalMinor: minor };
  });
  return {
    lines: shown,
    goodsMinor: sum(shown.map((line) => line.totalMinor)),
    shippingMinor: itemOf(null)?.totalMinor ?? 0,
    roundingMinor,
    taxIncluded: true,
    taxes,
    taxMinor,
    totalMinor,
  };
}
