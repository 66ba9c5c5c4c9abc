/** Issue of documents: invoices and credit notes are numbered, stored and published in the transaction of their cause. */

import { sum } from "@hansa/commerce/money";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findDocumentsByOrders, insertDocument } from "../../store/invoicing/tax-documents.ts";
import { findLinesByOrders } from "../../store/order/orders.ts";
import { nextNumber } from "../../store/order/sequences.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { DocumentItem, OrderLineRow, OrderRow, SettingsRow, TaxDocumentRow } from "../../store/tables.ts";
import { destinationOf } from "../pricing/tax-laws.ts";
import { allocateCredit, itemsOfOrder, type LineCredits, moneyOf, taxesOf } from "./allocation.ts";
import { localDay } from "./calendar.ts";

export type IssueDeps = Pick<Deps, "runtime">;
export type InvoicedOrder = Pick<
  OrderRow,
  | "id"
  | "customerId"
  | "currency"
  | "totalMinor"
  | "roundingMinor"
  | "stepMinor"
  | "taxIncluded"
  | "taxParts"
  | "shippingAddress"
  | "billingAddress"
  | "invoiceNumber"
  | "invoicedAt"
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
  const settings = await findSettings(tx);
  const items = itemsOfOrder(order, lines, destinationOf(order, settings.country));
  await recordDocument(deps, tx, order, {
    settings,
    kind: "INVOICE",
    cause: "SALE",
    sequence: Number(number),
    number,
    issuedAt,
    items,
  });
  return items;
}

type DocumentCause = Pick<TaxDocumentRow, "cause"> & Partial<Pick<TaxDocumentRow, "refundId" | "reverses">>;
/** A credit of an amount, with the wanted amounts of single lines. */
type Credit = DocumentCause & { amountMinor: number; lineCredits: LineCredits };
type CreditNote = DocumentCause & Pick<TaxDocumentRow, "items">;

/** Issues a credit note for an amount, allocated to the items of the invoice. */
export async function issueCredit(
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

/** Issues a credit note with these items. */
export async function issueCreditNote(deps: IssueDeps, tx: Tx, order: InvoicedOrder, note: CreditNote): Promise<void> {
  const sequence = await nextNumber(tx, "credit-note");
  const number = printedNumber("CREDIT_NOTE", sequence);
  await recordDocument(deps, tx, order, {
    ...note,
    settings: await findSettings(tx),
    kind: "CREDIT_NOTE",
    sequence,
    number,
    issuedAt: deps.runtime.now(),
  });
}

type NewDocument = CreditNote &
  Pick<TaxDocumentRow, "kind" | "sequence" | "number" | "issuedAt"> & { settings: SettingsRow };

async function recordDocument(
  { runtime }: IssueDeps,
  tx: Tx,
  order: InvoicedOrder,
  { settings, ...document }: NewDocument,
): Promise<void> {
  const taxes = taxesOf(document.items);
  const totalMinor = sum(document.items.map(moneyOf));
  const roundingMinor = sum(document.items.map((item) => item.roundingMinor ?? 0));
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
    roundingMinor,
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
    roundingMinor,
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
