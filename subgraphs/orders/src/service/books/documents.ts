/** Issuing invoices and credit notes: numbered, recorded and published in the transaction that makes them due. */
import { events } from "@hansa/contracts/events";
import { sum } from "@hansa/kit/money";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findDocumentsByOrders, insertDocument } from "../../store/documents.ts";
import { nextNumber } from "../../store/numbers.ts";
import { findLinesByOrders } from "../../store/orders.ts";
import { findSettings } from "../../store/settings.ts";
import type {
  DocumentItem,
  OrderLineRow,
  OrderRow,
  RefundRow,
  SettingsRow,
  TaxDocumentRow,
} from "../../store/tables.ts";
import { itemsOfOrder, negate, spreadCredit, taxesOf, type Wanted } from "./allocation.ts";
import { localDay } from "./days.ts";

type Issuing = Pick<Deps, "world">;
type Invoiced = Pick<
  OrderRow,
  "id" | "customerId" | "currency" | "totalMinor" | "taxIncluded" | "taxParts" | "invoiceNumber" | "invoicedAt"
>;

/** Records the invoice of an order that has just got its number. */
export async function issueInvoice(
  deps: Issuing,
  tx: Tx,
  order: Invoiced,
  lines: readonly OrderLineRow[],
): Promise<DocumentItem[]> {
  const { id, invoiceNumber: number, invoicedAt: issuedAt } = order;
  if (number === null || issuedAt === null) throw new Error(`the order ${id} has no invoice number`);
  const items = itemsOfOrder(order, lines);
  await record(deps, tx, order, { kind: "INVOICE", cause: "SALE", sequence: Number(number), number, issuedAt, items });
  return items;
}

/** Issues the credit note of a refund that has succeeded. */
export async function creditRefund(
  deps: Issuing,
  tx: Tx,
  order: Invoiced,
  { id: refundId, amountMinor, shippingMinor }: Pick<RefundRow, "id" | "amountMinor" | "shippingMinor">,
  parts: GivenUp["parts"],
): Promise<void> {
  if (order.invoiceNumber === null) return;
  const wanted = wantedOf({ parts, shippingMinor });
  await credit(deps, tx, order, amountMinor, wanted, { cause: "REFUND", refundId });
}

/** Takes the credit note of a refund back that a bank has returned. */
export async function reverseRefund(deps: Issuing, tx: Tx, order: Invoiced, refundId: string): Promise<void> {
  const documents = await findDocumentsByOrders(tx, [order.id]);
  const credited = documents.find((document) => document.cause === "REFUND" && document.refundId === refundId);
  if (!credited) return;
  const reverses = credited.number;
  await issueCreditNote(deps, tx, order, negate(credited.items), { cause: "REVERSAL", refundId, reverses });
}

/** The parts of lines and shipping that are given up. */
type GivenUp = { parts: readonly { lineId: string; amountMinor: number }[]; shippingMinor: number };

/**
 * Issues a credit note of what will never be charged of an order, `unchargedMinor` in all, as far as no earlier one has it. Money that was
 * taken is credited by its refund instead.
 */
export async function creditUncharged(
  deps: Issuing,
  tx: Tx,
  order: Invoiced,
  unchargedMinor: number,
  givenUp: GivenUp,
): Promise<void> {
  if (order.invoiceNumber === null) return;
  const earlier = (await findDocumentsByOrders(tx, [order.id])).filter(({ cause }) => cause === "CANCELLATION");
  const amountMinor = sum([unchargedMinor, ...earlier.map((document) => -document.totalMinor)]);
  if (amountMinor !== 0) await credit(deps, tx, order, amountMinor, wantedOf(givenUp), { cause: "CANCELLATION" });
}

type About = Pick<TaxDocumentRow, "cause"> & Partial<Pick<TaxDocumentRow, "refundId" | "reverses">>;

async function credit(
  deps: Issuing,
  tx: Tx,
  order: Invoiced,
  amountMinor: number,
  wanted: Wanted,
  about: About,
): Promise<void> {
  const [invoice, ...credits] = await findDocumentsByOrders(tx, [order.id]);
  // Orders that were confirmed before invoices were recorded get theirs now.
  const invoiced = invoice?.items ?? (await issueInvoice(deps, tx, order, await findLinesByOrders(tx, [order.id])));
  const credited = credits.flatMap(({ items }) => items);
  await issueCreditNote(deps, tx, order, spreadCredit(invoiced, credited, amountMinor, wanted), about);
}

async function issueCreditNote(
  deps: Issuing,
  tx: Tx,
  order: Invoiced,
  items: DocumentItem[],
  about: About,
): Promise<void> {
  const sequence = await nextNumber(tx, "credit-note");
  const number = printedNumber("CREDIT_NOTE", sequence);
  await record(deps, tx, order, { ...about, kind: "CREDIT_NOTE", sequence, number, issuedAt: deps.world.now(), items });
}

type NewDocument = About & Pick<TaxDocumentRow, "kind" | "sequence" | "number" | "issuedAt" | "items">;

async function record({ world }: Issuing, tx: Tx, order: Invoiced, document: NewDocument): Promise<void> {
  const settings = await findSettings(tx);
  const taxes = taxesOf(document.items);
  const totalMinor = sum(document.items.map((item) => item.totalMinor));
  const day = localDay(document.issuedAt, settings.timeZone);
  await insertDocument(tx, {
    refundId: null,
    reverses: null,
    ...document,
    id: world.newId("doc"),
    orderId: order.id,
    day,
    currency: order.currency,
    totalMinor,
    taxMinor: sum(taxes.map(({ amountMinor }) => amountMinor)),
    taxes,
    seller: sellerOf(settings),
  });
  await appendEvent(tx, world, events.taxDocumentIssued, order.id, {
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

/** A number as it is printed: six digits or more, and a letter before those of credit notes. */
export function printedNumber(kind: TaxDocumentRow["kind"], sequence: number): string {
  return `${kind === "INVOICE" ? "" : "C"}${String(sequence).padStart(6, "0")}`;
}

/** The seller as the settings say now. */
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

function wantedOf({ parts, shippingMinor }: GivenUp): Wanted {
  const wanted = new Map<string | null, number>([[null, shippingMinor]]);
  for (const { lineId, amountMinor } of parts) wanted.set(lineId, sum([wanted.get(lineId) ?? 0, amountMinor]));
  return wanted;
}
