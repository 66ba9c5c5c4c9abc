/** The amounts of an order for which it needs credit notes: cancelled units, refunded ones, shipping and gestures. Pure functions. */
import { sum } from "@hansa/commerce/money";
import type {
  CaptureRow,
  DocumentItem,
  LineCountersRow,
  OrderMoneyRow,
  RefundPartRow,
  RefundRow,
  TaxDocumentRow,
  UnitSet,
} from "../../store/tables.ts";
import { isShippingWaived } from "../order/progress.ts";
import { computeBalance } from "../order/settlement.ts";
import { amountOf, amountsWithin, loweredBy } from "../order/unit-prices.ts";
import { intersectionOf, unionOf, valueOfUnits, without } from "../order/units.ts";

/** A part of a refund. */
type Part = Pick<RefundPartRow, "lineId" | "units" | "lowered">;
/** A refund with its parts. */
export type CreditedRefund = Pick<
  RefundRow,
  "id" | "state" | "cause" | "amountMinor" | "shippingMinor" | "adjustmentMinor"
> & {
  parts: readonly Part[];
};

/**
 * The units, the money and the documents of an order. `invoiced`: by its valid invoice, and `correctedMinor`: how much less that is than an invoice
 * that it replaces. `refunds`: without refused ones; that of a correction, whose documents are there before it, has succeeded unless it has failed.
 */
export type CreditFacts = {
  totalMinor: number;
  lines: readonly LineCountersRow[];
  money: OrderMoneyRow;
  captures: readonly CaptureRow[];
  refunds: readonly CreditedRefund[];
  invoiced: readonly DocumentItem[];
  creditNotes: readonly TaxDocumentRow[];
  correctedMinor: number;
};

/** The sum by which the documents of an order have reduced its total. */
export function creditedMinor({ creditNotes, correctedMinor }: CreditFacts): number {
  return sum([correctedMinor, ...creditNotes.map(({ totalMinor }) => totalMinor)]);
}

/** The amount that a part takes off the prices of these units; without those of its units that are, or were, withdrawn: their cancellation credits them. */
export function creditOfPart(line: LineCountersRow, part: Part, units: UnitSet, withdrawn: UnitSet): number {
  const own = without(units, intersectionOf(part.units, withdrawn));
  return amountOf(amountsWithin(loweredBy(line, part), own));
}

/** The amount that succeeded refunds have taken off the prices of these units; `withdrawn`: as for a part. */
export function refundedValue(
  line: LineCountersRow,
  refunds: readonly CreditedRefund[],
  { units, withdrawn }: Record<"units" | "withdrawn", UnitSet>,
): number {
  return sum(succeededPartsOf(line, refunds).map((part) => creditOfPart(line, part, units, withdrawn)));
}

/** The units of a line that succeeded refunds count as refunded. */
export function refundedUnits(line: LineCountersRow, refunds: readonly CreditedRefund[]): UnitSet {
  return unionOf(...succeededPartsOf(line, refunds).map(({ units }) => units));
}

/** The units of a line that are not cancelled. */
export function uncancelledUnits({ ordered, units }: LineCountersRow): UnitSet {
  return without([[1, ordered]], units.cancelled);
}

/**
 * The sum that the credit notes of an order must come to, at most its total. A cancelled unit counts with its price, refunded or not: so
 * neither the success nor the return of a refund of cancelled units changes the sum. Other units count with what refunds took off their price.
 */
export function computeCreditableMinor({ totalMinor, lines, money, refunds, creditNotes }: CreditFacts): number {
  const succeeded = succeededOf(refunds);
  const values = lines.flatMap((line) => {
    const left = { units: uncancelledUnits(line), withdrawn: line.units.withdrawn };
    return [valueOfUnits(line, line.units.cancelled), refundedValue(line, refunds, left)];
  });
  const refundedShipping = sum(succeeded.map(({ shippingMinor }) => shippingMinor));
  const shipping = isShippingWaived(lines) ? money.shippingMinor : Math.min(money.shippingMinor, refundedShipping);
  const gestures = succeeded.map(({ adjustmentMinor }) => adjustmentMinor);
  const atProvider = new Set(succeeded.filter(({ cause }) => cause === "PROVIDER").map(({ id }) => id));
  const ofProvider = creditNotes.filter(
    ({ cause, refundId }) => cause === "REFUND" && refundId !== null && atProvider.has(refundId),
  );
  const noted = ofProvider.map((note) => note.totalMinor);
  return Math.min(totalMinor, sum([...values, shipping, ...gestures, ...noted]));
}

/**
 * The amount that was owed back for cancelled units before a refund at the provider: such a refund names no line, and pays that amount first.
 * It is the kept and the still capturable money less the invoiced amount that is left, and less the money that a bank withholds.
 */
export function computeOwedMinor(facts: CreditFacts, refundId: string): number {
  const { totalMinor, lines, money, captures, refunds } = facts;
  const { leftMinor } = computeBalance(lines, money, captures);
  const pending = captures.filter(({ state }) => state === "PENDING");
  const others = refunds.filter(({ id }) => id !== refundId);
  const counted = others.filter(
    ({ state, cause }) => state === "SUCCEEDED" || (state === "PENDING" && cause === "CANCELLATION"),
  );
  const known = refunds.filter(({ state, cause }) => cause === "PROVIDER" && state !== "FAILED");
  const withheldMinor = sum([money.externalMinor, ...known.map(({ amountMinor }) => -amountMinor)]);
  const keptMinor = sum([
    money.capturedMinor,
    leftMinor,
    ...pending.map(({ amountMinor }) => amountMinor),
    ...counted.map(({ amountMinor }) => -amountMinor),
  ]);
  const invoicedMinor = totalMinor - creditedMinor(facts);
  return Math.max(0, sum([keptMinor, -invoicedMinor, -withheldMinor]));
}

function succeededPartsOf({ lineId }: LineCountersRow, refunds: readonly CreditedRefund[]): Part[] {
  return succeededOf(refunds).flatMap(({ parts }) => parts.filter((part) => part.lineId === lineId));
}

function succeededOf(refunds: readonly CreditedRefund[]): CreditedRefund[] {
  return refunds.filter(({ state }) => state === "SUCCEEDED");
}
