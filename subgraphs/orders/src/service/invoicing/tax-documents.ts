/** Issue of invoices and credit notes: numbers, stores and publishes them in the transaction of their cause. */

import { sum } from "@hansa/commerce/money";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findDocumentsByOrders, insertDocument } from "../../store/invoicing/tax-documents.ts";
import { findLinesByOrders } from "../../store/order/orders.ts";
import { nextNumber } from "../../store/order/sequences.ts";
import type { OrderRefund } from "../../store/payment/refunds.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { DocumentItem, OrderLineRow, OrderRow, SettingsRow, TaxDocumentRow } from "../../store/tables.ts";
import { allocateCredit, itemsOfOrder, type LineCredits, negate, taxesOf } from "./allocation.ts";
import { localDay } from "./calendar.ts";

type IssueDeps = Pick<Deps, "runtime">;
type InvoicedOrder = Pick<
  OrderRow,
  "id" | "customerId" | "currency" | "totalMinor" | "taxIncluded" | "taxParts" | "invoiceNumber" | "invoicedAt"
>;

/** Issues the invoice of an order that has received its invoice number. */
export async function issueInvoice(
  deps: IssueDeps,
  tx: Tx,
  order: InvoicedOrder,
  lines: readonly OrderLineRow[],
): Promise<DocumentItem[]> {
  const { id, invoiceNumber: number, invoicedAt: issuedAt } = order;
  if (number === null || issuedAt === null) throw new Error(`the order ${id} has no invoice number`);
  const items = itemsOfOrder(order, lines);
  await recordDocument(deps, tx, order, {
    kind: "INVOICE",
    cause: "SALE",
    sequence: Number(number),
    number,
    issuedAt,
    items,
  });
  return items;
}

/** Issues the credit note of a refund that has succeeded. */
export async function creditRefund(deps: IssueDeps, tx: Tx, { order, refund, parts }: OrderRefund): Promise<void> {
  if (order.invoiceNumber === null) return;
  const { id: refundId, amountMinor, shippingMinor } = refund;
  const lineCredits = lineCreditsOf({ parts, shippingMinor });
  await issueCredit(deps, tx, order, { cause: "REFUND", refundId, amountMinor, lineCredits });
}

/** Reverses the credit note of a refund that a bank has returned. */
export async function reverseRefund(deps: IssueDeps, tx: Tx, order: InvoicedOrder, refundId: string): Promise<void> {
  const documents = await findDocumentsByOrders(tx, [order.id]);
  const credited = documents.find((document) => document.cause === "REFUND" && document.refundId === refundId);
  if (!credited) return;
  const reverses = credited.number;
  await issueCreditNote(deps, tx, order, { cause: "REVERSAL", refundId, reverses, items: negate(credited.items) });
}

/** The amounts of lines and shipping that are not charged. */
type LineAmounts = { parts: readonly { lineId: string; amountMinor: number }[]; shippingMinor: number };

/**
 * Issues a credit note for the uncharged amount of an order, `unchargedMinor` in total, less earlier ones. Captured money is credited by
 * its refund instead.
 */
export async function creditUncharged(
  deps: IssueDeps,
  tx: Tx,
  order: InvoicedOrder,
  { unchargedMinor, ...amounts }: LineAmounts & { unchargedMinor: number },
): Promise<void> {
  if (order.invoiceNumber === null) return;
  const earlier = (await findDocumentsByOrders(tx, [order.id])).filter(({ cause }) => cause === "CANCELLATION");
  const amountMinor = sum([unchargedMinor, ...earlier.map((document) => -document.totalMinor)]);
  if (amountMinor !== 0)
    await issueCredit(deps, tx, order, { cause: "CANCELLATION", amountMinor, lineCredits: lineCreditsOf(amounts) });
}

type DocumentCause = Pick<TaxDocumentRow, "cause"> & Partial<Pick<TaxDocumentRow, "refundId" | "reverses">>;
/** A credit of an amount, with the wanted amounts of single lines. */
type Credit = DocumentCause & { amountMinor: number; lineCredits: LineCredits };
type CreditNote = DocumentCause & Pick<TaxDocumentRow, "items">;

async function issueCredit(
  deps: IssueDeps,
  tx: Tx,
  order: InvoicedOrder,
  { amountMinor, lineCredits, ...about }: Credit,
): Promise<void> {
  const [invoice, ...credits] = await findDocumentsByOrders(tx, [order.id]);
  // An order that was confirmed before invoices were stored gets its invoice now.
  const invoiced = invoice?.items ?? (await issueInvoice(deps, tx, order, await findLinesByOrders(tx, [order.id])));
  const credited = credits.flatMap(({ items }) => items);
  const items = allocateCredit(invoiced, credited, amountMinor, lineCredits);
  await issueCreditNote(deps, tx, order, { ...about, items });
}

async function issueCreditNote(deps: IssueDeps, tx: Tx, order: InvoicedOrder, note: CreditNote): Promise<void> {
  const sequence = await nextNumber(tx, "credit-note");
  const number = printedNumber("CREDIT_NOTE", sequence);
  await recordDocument(deps, tx, order, {
    ...note,
    kind: "CREDIT_NOTE",
    sequence,
    number,
    issuedAt: deps.runtime.now(),
  });
}

type NewDocument = CreditNote & Pick<TaxDocumentRow, "kind" | "sequence" | "number" | "issuedAt">;

async function recordDocument(
  { runtime }: IssueDeps,
  tx: Tx,
  order: InvoicedOrder,
  document: NewDocument,
): Promise<void> {
  const settings = await findSettings(tx);
  const taxes = taxesOf(document.items);
  const totalMinor = sum(document.items.map((item) => item.totalMinor));
  const day = localDay(document.issuedAt, settings.timeZone);
  await insertDocument(tx, {
    refundId: null,
    reverses: null,
    ...document,
    id: runtime.newId("doc"),
    orderId: order.id,
    day,
    currency: order.currency,
    totalMinor,
    taxMinor: sum(taxes.map(({ amountMinor }) => amountMinor)),
    taxes,
    seller: sellerOf(settings),
  });
  await appendEvent(runtime, tx, events.taxDocumentIssued, {
    orderId: order.id,
    customerId: order.customerId,
    kind: document.kind,
    number: document.number,
    cause: document.cause,
    day,
    total: { minor: totalMinor, currency: order.currency },
    taxes,
  });
}

/** A number in its printed form: at least six digits, with the prefix C for credit notes. */
export function printedNumber(kind: TaxDocumentRow["kind"], sequence: number): string {
  return `${kind === "INVOICE" ? "" : "C"}${String(sequence).padStart(6, "0")}`;
}

/** The seller according to the current settings. */
export function sellerOf({
  name,
  legalName,
  legalAddress,
  country,
  vatId,
  supportEmail,
}: SettingsRow): TaxDocumentRow["seller"] {
  return { name, legalName, address: legalAddress, country, vatId, supportEmail };
}

function lineCreditsOf({ parts, shippingMinor }: LineAmounts): LineCredits {
  const lineCredits = new Map<string | null, number>([[null, shippingMinor]]);
  for (const { lineId, amountMinor } of parts)
    lineCredits.set(lineId, sum([lineCredits.get(lineId) ?? 0, amountMinor]));
  return lineCredits;
}
