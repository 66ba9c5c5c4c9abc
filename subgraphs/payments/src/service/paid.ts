/** Whether a checkout is paid for, and where an order's money is. */
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import { type Money, sum } from "@hansa/kit/money";
import type { Context, Deps } from "../context.ts";
import type { SettlementState } from "../generated/resolvers.ts";
import { findLivePayment } from "../store/payments.ts";
import type { PaymentRow } from "../store/tables.ts";
import type { OrderReference } from "./elsewhere.ts";
import { isCertain } from "./lattice.ts";

/** The payment that pays for a checkout, if its money is certain, or whether one may still come. */
export async function authorizedFor(
  { store }: Deps,
  { checkoutId }: InputOf<typeof contract.authorizedFor>,
): Promise<OutputOf<typeof contract.authorizedFor>> {
  const live = await store.read((db) => findLivePayment(db, checkoutId));
  if (!live) return { payment: null, inProgress: false };
  if (!isCertain(live.state)) return { payment: null, inProgress: true };
  const { id, amountMinor, currency, version } = live;
  return { payment: { paymentId: id, amountMinor, currency, version }, inProgress: false };
}

/**
 * Where the money of an order is; null if its total did not come. It is judged against what is still owed: the total less what was promised
 * and let go when a part of the order was not wanted any more.
 */
export async function settlementOf(context: Context, { id, totals }: OrderReference): Promise<SettlementState | null> {
  if (!totals) return null;
  const payments = await context.loaders.paymentsByOrder.load(id);
  const takenMinor = takenBy(payments);
  const refundedMinor = sum(payments.map((payment) => payment.refundedMinor));
  const isMoreToCome = payments.some((payment) => payment.state === "PARTIALLY_CAPTURED");
  if (refundedMinor > 0) return refundedMinor < takenMinor || isMoreToCome ? "PARTIALLY_REFUNDED" : "REFUNDED";
  if (takenMinor >= owedOf(totals.total.minor, payments)) return "PAID";
  if (takenMinor > 0) return "PARTIALLY_PAID";
  return payments.some((payment) => payment.state === "AUTHORIZED") ? "AUTHORIZED" : "UNPAID";
}

/** What of an order is still to be taken, never below zero; null if the total did not come. What is given back is not due again. */
export async function amountDue(context: Context, { id, totals }: OrderReference): Promise<Money | null> {
  const { minor, currency } = totals?.total ?? {};
  if (minor === undefined || currency === undefined) return null;
  const payments = await context.loaders.paymentsByOrder.load(id);
  return { minor: Math.max(owedOf(minor, payments) - takenBy(payments), 0), currency };
}

function takenBy(payments: readonly PaymentRow[]): number {
  return sum(payments.map((payment) => payment.capturedMinor));
}

function owedOf(totalMinor: number, payments: readonly PaymentRow[]): number {
  return totalMinor - sum(payments.map((payment) => payment.releasedMinor));
}
