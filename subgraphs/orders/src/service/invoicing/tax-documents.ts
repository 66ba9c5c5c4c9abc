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
import { type Addresses, retainReplacedInvoice } from "./retention.ts";

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

/**
 * The valid invoice of an order, which may replace an earlier one, and the credit notes to it. `correction`: the one that takes back the earlier
 * invoice, to which there are no others.
 */
export function validDocuments(documents: readonly TaxDocumentRow[]) {
  const notes = documents.filter(({ kind }) => kind === "CREDIT_NOTE");
  return {
    invoice: documents.findLast(({ kind }) => kind === "INVOICE"),
    correction: notes.find(({ cause }) => cause === "CORRECTION"),
    creditNotes: notes.filter(({ cause }) => cause !== "CORRECTION"),
  };
}

/** The invoice of a document among those of its order: itself, the one that it takes back, or the valid one. */
export function invoiceOf(
  document: Pick<TaxDocumentRow, "kind" | "cause" | "number" | "reverses">,
  documents: readonly TaxDocumentRow[],
): TaxDocumentRow | undefined {
  const number = document.cause === "CORRECTION" ? document.reverses : document.number;
  const isNamed = document.kind === "INVOICE" || document.cause === "CORRECTION";
  if (!isNamed) return validDocuments(documents).invoice;
  return documents.find((known) => known.kind === "INVOICE" && known.number === number);
}

/** A new invoice to these addresses in the place of one, and the refund of the difference. */
type Replacement = { replaced: TaxDocumentRow; items: DocumentItem[]; refundId: string; addresses: Addresses };

/** Replaces an invoice without credit notes: one takes all of it back, and a new invoice has these items. Returns its number and time. */
export async function replaceInvoice(
  deps: IssueDeps,
  tx: Tx,
  order: InvoicedOrder & Addresses,
  { replaced, items, refundId, addresses }: Replacement,
): Promise<{ invoiceNumber: string; invoicedAt: number }> {
  await retainReplacedInvoice(deps, tx, order, addresses);
  const note = { cause: "CORRECTION", refundId, reverses: replaced.number, items: replaced.items } as const;
  await issueCreditNote(deps, tx, order, note);
  const sequence = await nextNumber(tx, "invoice");
  const number = printedNumber("INVOICE", sequence);
  const issuedAt = deps.runtime.now();
  await recordDocument(deps, tx, order, {
    settings: await findSettings(tx),
    kind: "INVOICE",
    cause: "SALE",
    sequence,
    number,
    issuedAt,
    items,
    replaces: replaced.number,
  });
  return { invoiceNumber: number, invoicedAt: issuedAt };
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
  const { invoice, creditNotes } = validDocuments(await findDocumentsByOrders(tx, [order.id]));
  // An order that was confirmed before invoices were stored gets its invoice now.
  const invoiced = invoice?.items ?? (await issueInvoice(deps, tx, order, await findLinesByOrders(tx, [order.id])));
  const credited = creditNotes.flatMap(({ items }) => items);
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
  Pick<TaxDocumentRow, "kind" | "sequence" | "number" | "issuedAt"> &
  Partial<Pick<TaxDocumentRow, "replaces">> & { settings: SettingsRow };

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
    replaces: null,
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
