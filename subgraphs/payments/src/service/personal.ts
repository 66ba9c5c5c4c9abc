/** What payments keeps about a person: handed over when they ask, and forgotten when they are erased. The books stay. */
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import { toDecimal } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { findPayers, findPaymentsByCustomer, forgetCustomer, forgetPayers } from "../store/people.ts";
import { findRefundsByPayments } from "../store/refunds.ts";
import { beginRemovalOfAll, findSavedMethods } from "../store/saved-methods.ts";
import type { PaymentRow, RefundRow, SavedMethodRow } from "../store/tables.ts";
import { cardSummary } from "./showing.ts";

/** All that is kept about a person, in lists fit for a file. */
export function personalData(
  { store }: Deps,
  { userId }: InputOf<typeof contract.personalData>,
): Promise<OutputOf<typeof contract.personalData>> {
  return store.read(async (db) => {
    const payments = await findPaymentsByCustomer(db, userId);
    const refunds = await findRefundsByPayments(
      db,
      payments.map(({ id }) => id),
    );
    const savedMethods = await findSavedMethods(db, [userId]);
    return {
      sections: {
        payments: payments.map(paymentRecord),
        refunds: refunds.map(refundRecord),
        savedPaymentMethods: savedMethods.map(methodRecord),
      },
    };
  });
}

/** Forgets a person: saved methods go, here at once and at the provider by a job; payments lose name and card. Repeated, nothing is left to do. */
export async function forgetPerson({ world, log }: Deps, tx: Tx, userId: string): Promise<void> {
  await beginRemovalOfAll(tx, userId);
  const forgotten = await forgetCustomer(tx, userId, world.now());
  log.info({ payments: forgotten.length }, "a person was forgotten");
}

/** Forgets whoever paid for these checkouts, and the cards that they kept. Repeated, nothing is left to do. */
export async function forgetWhoPaid(
  { store, world }: Deps,
  { checkoutIds }: InputOf<typeof contract.forgetPayers>,
): Promise<OutputOf<typeof contract.forgetPayers>> {
  await store.write("forget-payers", async (tx) => {
    for (const customerId of await findPayers(tx, checkoutIds)) await beginRemovalOfAll(tx, customerId);
    await forgetPayers(tx, checkoutIds, world.now());
  });
  return { forgotten: true };
}

function paymentRecord(payment: PaymentRow) {
  const { id, state, provider, card, orderNumber, currency } = payment;
  const decimal = (minor: number) => toDecimal({ minor, currency });
  return {
    id,
    orderNumber,
    state,
    provider,
    card: card && cardSummary(card).label,
    currency,
    amount: decimal(payment.amountMinor),
    captured: decimal(payment.capturedMinor),
    refunded: decimal(payment.refundedMinor),
    startedAt: new Date(payment.createdAt).toISOString(),
  };
}

function refundRecord({ id, paymentId, state, amountMinor, currency, reason, createdAt }: RefundRow) {
  const amount = toDecimal({ minor: amountMinor, currency });
  return { id, paymentId, state, amount, currency, reason, startedAt: new Date(createdAt).toISOString() };
}

function methodRecord({ id, provider, card, isDefault, createdAt }: SavedMethodRow) {
  const label = card && cardSummary(card).label;
  return { id, provider, card: label, isDefault, savedAt: new Date(createdAt).toISOString() };
}
