/**
 * Credit notes follow the supply: cancelled units are credited when they are cancelled, however their money goes back; sent units, shipping and
 * gestures are credited with the success of their refund.
 */
import { sum } from "@hansa/commerce/money";
import type { Tx } from "@hansa/kit/store";
import { findDocumentsByOrders } from "../../store/invoicing/tax-documents.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { findBalance, findCapturesByOrders } from "../../store/payment/balances.ts";
import { findRefundParts, findRefundsByOrders, type OrderRefund } from "../../store/payment/refunds.ts";
import type { DocumentItem, OrderRow, UnitSet } from "../../store/tables.ts";
import { isShippingWaived } from "../order/progress.ts";
import { sizeOf, valueOfUnits, without } from "../order/units.ts";
import { allocateCredit, moneyOf, negate } from "./allocation.ts";
import {
  type CreditFacts,
  computeCreditableMinor,
  computeOwedMinor,
  creditedMinor,
  creditOfPart,
  refundedUnits,
  refundedValue,
  uncancelledUnits,
} from "./creditable.ts";
import { type IssueDeps, issueCredit, issueCreditNote, validDocuments } from "./tax-documents.ts";

type Credits = Map<DocumentItem["lineId"], { minor: number; quantity: number }>;

/** Units that are cancelled now; `withdrawn`: those of them that could not be sent any more, because of a refund. */
type CancelledUnits = { lineId: string; units: UnitSet; withdrawn: UnitSet };

/** Issues the credit note of units that are cancelled now, and of shipping that is waived with them. */
export async function creditCancelledUnits(
  deps: IssueDeps,
  tx: Tx,
  order: OrderRow,
  parts: readonly CancelledUnits[],
): Promise<void> {
  const facts = await loadFacts(tx, order);
  const lines = new Map(facts.lines.map((line) => [line.lineId, line]));
  const lineCredits: Credits = new Map([[null, oneOf(waivedShippingOf(facts))]]);
  for (const { lineId, units, withdrawn } of parts) {
    const line = lines.get(lineId);
    if (!line) throw new Error(`the line ${lineId} is not one of the order ${order.id}`);
    // The amount refunded of units that could still be sent has its credit note.
    const credited = refundedValue(line, facts.refunds, { units, withdrawn });
    const left = without(units, without(refundedUnits(line, facts.refunds), withdrawn));
    lineCredits.set(lineId, { minor: valueOfUnits(line, units) - credited, quantity: sizeOf(left) });
  }
  await creditCancellation(deps, tx, order, { facts, lineCredits });
}

/** Issues the credit note that cancelled units lack, if they do: shops from before this rule credited them with their refund. */
export async function creditUncreditedUnits(deps: IssueDeps, tx: Tx, order: OrderRow): Promise<void> {
  const facts = await loadFacts(tx, order);
  const lineCredits: Credits = new Map([[null, oneOf(waivedShippingOf(facts))]]);
  for (const line of facts.lines) {
    const earlier = facts.creditNotes.flatMap(({ items }) => items.filter(({ lineId }) => lineId === line.lineId));
    const credited = sum(earlier.map(moneyOf));
    const { cancelled } = line.units;
    const minor = Math.max(0, valueOfUnits(line, cancelled) - credited);
    lineCredits.set(line.lineId, { minor, quantity: sizeOf(cancelled) });
  }
  await creditCancellation(deps, tx, order, { facts, lineCredits });
}

/** Issues the credit note of a refund that has succeeded, for that part of it that pays for no cancelled unit. */
export async function creditRefund(deps: IssueDeps, tx: Tx, { order, refund, parts }: OrderRefund): Promise<void> {
  if (order.invoiceNumber === null) return;
  const facts = await loadFacts(tx, order);
  const mostMinor =
    refund.cause === "PROVIDER"
      ? refund.amountMinor - Math.min(refund.amountMinor, computeOwedMinor(facts, refund.id))
      : uncreditedMinor(facts);
  const amountMinor = Math.min(mostMinor, refund.amountMinor, facts.totalMinor - creditedMinor(facts));
  if (amountMinor <= 0) return;
  const lineCredits: Credits = new Map([[null, oneOf(refund.shippingMinor)]]);
  for (const line of facts.lines) {
    const own = parts.find(({ lineId }) => lineId === line.lineId);
    if (!own) continue;
    const { cancelled, withdrawn } = line.units;
    const minor = creditOfPart(line, own, uncancelledUnits(line), withdrawn);
    lineCredits.set(line.lineId, { minor, quantity: sizeOf(without(own.units, cancelled, withdrawn)) });
  }
  await issueCredit(deps, tx, order, { cause: "REFUND", refundId: refund.id, amountMinor, lineCredits });
}

/** Reverses the credit note of a refund that a bank has returned, except for units that were cancelled since. */
export async function reverseRefundCredit(deps: IssueDeps, tx: Tx, order: OrderRow, refundId: string): Promise<void> {
  const facts = await loadFacts(tx, order);
  const note = facts.creditNotes.find((document) => document.cause === "REFUND" && document.refundId === refundId);
  const amountMinor = Math.min(note?.totalMinor ?? 0, -uncreditedMinor(facts));
  if (!note || amountMinor <= 0) return;
  const credited = facts.creditNotes.flatMap(({ items }) => items);
  const items =
    amountMinor === note.totalMinor ? negate(note.items) : allocateCredit(facts.invoiced, credited, -amountMinor);
  await issueCreditNote(deps, tx, order, { cause: "REVERSAL", refundId, reverses: note.number, items });
}

function oneOf(minor: number) {
  return { minor, quantity: 1 };
}

type Cancellation = { facts: CreditFacts; lineCredits: Credits };

async function creditCancellation(
  deps: IssueDeps,
  tx: Tx,
  order: OrderRow,
  { facts, lineCredits }: Cancellation,
): Promise<void> {
  const amountMinor = uncreditedMinor(facts);
  if (order.invoiceNumber !== null && amountMinor > 0)
    await issueCredit(deps, tx, order, { cause: "CANCELLATION", amountMinor, lineCredits });
}

/** The amount that no credit note covers yet; negative if a refund came back whose credit note still stands. */
function uncreditedMinor(facts: CreditFacts): number {
  return computeCreditableMinor(facts) - creditedMinor(facts);
}

/** The charge for shipping if it is waived. An allocation takes of it only the amount that is not credited yet. */
function waivedShippingOf({ lines, money }: CreditFacts): number {
  return isShippingWaived(lines) ? money.shippingMinor : 0;
}

async function loadFacts(tx: Tx, { id, totalMinor }: OrderRow): Promise<CreditFacts> {
  const { invoice, correction, creditNotes } = validDocuments(await findDocumentsByOrders(tx, [id]));
  const refunds = await findRefundsByOrders(tx, [id]);
  const parts = await findRefundParts(
    tx,
    refunds.map((refund) => refund.id),
  );
  return {
    totalMinor,
    lines: await findCountersByOrders(tx, [id]),
    money: await findBalance(tx, id),
    captures: await findCapturesByOrders(tx, [id]),
    refunds: refunds.map((refund) => ({
      ...refund,
      state: refund.state === "PENDING" && refund.id === correction?.refundId ? "SUCCEEDED" : refund.state,
      parts: parts.filter(({ refundId }) => refundId === refund.id),
    })),
    invoiced: invoice?.items ?? [],
    creditNotes,
    correctedMinor: correction && invoice ? correction.totalMinor - invoice.totalMinor : 0,
  };
}
