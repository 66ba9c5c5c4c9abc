/** Differences between a payment and the provider's record of it. */
import { sum } from "@hansa/commerce/money";
import type { Reader } from "@hansa/kit/store";
import type { ProviderPayment } from "../../providers/port.ts";
import { findCaptures, findDisputesByPayments, findRefundsByPayments } from "../../store/movements/queries.ts";
import { findProviderBalance } from "../../store/reconciliation/queries.ts";
import type { Mismatch, PaymentRow } from "../../store/tables.ts";
import { effectOf, findForeign, isCertain } from "../payment/transitions.ts";

/** All differences; empty if both agree. `reported`: null if the provider has no such payment. */
export async function findDifferences(
  db: Reader,
  payment: PaymentRow,
  reported: ProviderPayment | null,
): Promise<Mismatch[]> {
  const { id: paymentId, provider, providerRef } = payment;
  const differ = (what: Mismatch["what"], ours: string, theirs: string): Mismatch[] =>
    ours === theirs ? [] : [{ provider, paymentId, providerRef, what, ours, theirs }];
  if (reported === null)
    return providerRef !== null || isCertain(payment.state) ? differ("missing there", payment.state, "nothing") : [];

  const captures = (await findCaptures(db, paymentId)).filter(({ state }) => state === "CAPTURED");
  const refunds = (await findRefundsByPayments(db, [paymentId])).filter((refund) => refund.providerRef !== null);
  const disputes = await findDisputesByPayments(db, [paymentId]);
  const isForeign = findForeign(payment, reported) !== undefined;
  return [
    ...differ("terms", termsOf({ ...payment, ref: isForeign ? providerRef : reported.ref }), termsOf(reported)),
    ...(effectOf(payment, reported) === "repeats" ? [] : differ("state", payment.state, reported.state)),
    ...differ("captures", movements(captures.map((row) => [row.providerRef, row.amountMinor])), capturesOf(reported)),
    ...differ(
      "refunds",
      movements(refunds.map((row) => [row.providerRef, row.amountMinor, row.state])),
      refundsOf(reported),
    ),
    ...differ(
      "disputes",
      movements(disputes.map((row) => [row.providerRef, row.amountMinor, row.state])),
      disputesOf(reported),
    ),
    ...differ("balance", String(await findProviderBalance(db, paymentId)), String(balanceOf(reported))),
  ];
}

function termsOf({ ref, amountMinor, currency }: Pick<ProviderPayment, "ref" | "amountMinor" | "currency">): string {
  return `${amountMinor} ${currency} ${ref ?? "without an id"}`;
}

function capturesOf({ captures }: ProviderPayment): string {
  return movements(captures.map(({ ref, amountMinor }) => [ref, amountMinor]));
}

function refundsOf({ refunds }: ProviderPayment): string {
  return movements(refunds.map(({ ref, amountMinor, state }) => [ref, amountMinor, state]));
}

function disputesOf({ disputes }: ProviderPayment): string {
  return movements(disputes.map(({ ref, amountMinor, state }) => [ref, amountMinor, state]));
}

/** Movements as text, independent of their order. */
function movements(all: readonly (readonly (string | number | null)[])[]): string {
  const texts = all.map((parts) => parts.join(" ")).sort();
  return texts.length === 0 ? "none" : texts.join(", ");
}

/** The provider's balance of a payment: captured, less refunded, less disputed amounts that were not won. */
function balanceOf({ captures, refunds, disputes }: ProviderPayment): number {
  const taken = sum(captures.map(({ amountMinor }) => amountMinor));
  const given = sum(refunds.filter(({ state }) => state === "SUCCEEDED").map(({ amountMinor }) => amountMinor));
  return taken - given - sum(disputes.filter(({ state }) => state !== "WON").map(({ amountMinor }) => amountMinor));
}
