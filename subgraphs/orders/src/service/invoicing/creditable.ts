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
import { unionOf, valueOfUnits, without } from "../order/units.ts";

type Refund = Pick<RefundRow, "id" | "state" | "cause" | "amountMinor" | "shippingMinor" | "adjustmentMinor"> & {
  parts: readonly Pick<RefundPartRow, "lineId" | "units" | "keptMinor">[];
};

/** The units, the money and the documents of an order. `refunds`: without refused ones. */
export type CreditFacts = {
  totalMinor: number;
  lines: readonly LineCountersRow[];
  money: OrderMoneyRow;
  captures: readonly CaptureRow[];
  refunds: readonly Refund[];
  invoiced: readonly DocumentItem[];
  creditNotes: readonly TaxDocumentRow[];
};

/** The units of a line that succeeded refunds name, without those that are about to be cancelled with their refund. */
export function refundedUnits({ lineId, units }: LineCountersRow, refunds: readonly Refund[]): UnitSet {
  const parts = succeededOf(refunds).flatMap((refund) => refund.parts.filter((part) => part.lineId === lineId));
  return without(unionOf(...parts.map((part) => part.units)), units.withdrawn);
}

/**
 * The sum that the credit notes of an order must come to, at most its total. A unit counts once, cancelled or refunded: so neither the success
 * nor the return of a refund of cancelled units changes the sum. Worth that a refund held back remains a sale.
 */
export function computeCreditableMinor({ totalMinor, lines, money, refunds, creditNotes }: CreditFacts): number {
  const succeeded = succeededOf(refunds);
  const units = lines.map((line) => valueOfUnits(line, unionOf(line.units.cancelled, refundedUnits(line, refunds))));
  const refundedShipping = sum(succeeded.map(({ shippingMinor }) => shippingMinor));
  const shipping = isShippingWaived(lines) ? money.shippingMinor : Math.min(money.shippingMinor, refundedShipping);
  const gestures = succeeded.map(({ adjustmentMinor }) => adjustmentMinor);
  const atProvider = new Set(succeeded.filter(({ cause }) => cause === "PROVIDER").map(({ id }) => id));
  const ofProvider = creditNotes.filter(
    ({ cause, refundId }) => cause === "REFUND" && refundId !== null && atProvider.has(refundId),
  );
  const kept = succeeded.flatMap(({ parts }) => parts.map(({ keptMinor }) => -keptMinor));
  const noted = ofProvider.map((note) => note.totalMinor);
  return Math.min(totalMinor, sum([...units, ...kept, shipping, ...gestures, ...noted]));
}

/**
 * The amount that was owed back for cancelled units before a refund at the provider: such a refund names no line, and pays that amount first.
 * It is the kept and the still capturable money less the invoiced amount that is left, and less the money that a bank withholds.
 */
export function computeOwedMinor(
  { totalMinor, lines, money, captures, refunds, creditNotes }: CreditFacts,
  refundId: string,
): number {
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
  const invoicedMinor = sum([totalMinor, ...creditNotes.map((note) => -note.totalMinor)]);
  return Math.max(0, sum([keptMinor, -invoicedMinor, -withheldMinor]));
}

function succeededOf(refunds: readonly Refund[]): Refund[] {
  return refunds.filter(({ state }) => state === "SUCCEEDED");
}
