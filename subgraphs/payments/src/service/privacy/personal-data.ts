/** Personal data export and erasure of payments. The ledger stays. */

import { toDecimal } from "@hansa/commerce/money";
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import { afterCommit } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findRefundsByPayments } from "../../store/movements/queries.ts";
import {
  eraseCheckouts,
  eraseCustomer,
  eraseGuests,
  findPayers,
  findPaymentsByCustomer,
} from "../../store/payments/customers.ts";
import { beginRemovals, findSavedMethods } from "../../store/saved-methods/queries.ts";
import type { PaymentRow, RefundRow, SavedMethodRow } from "../../store/tables.ts";
import { cardSummary } from "../views/views.ts";

/** All personal data of a user, as lists for the export file. */
export function exportPersonalData(
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

/** Erases a user: saved methods are taken out of use here and removed at the provider by a job; payments lose customer and card. Idempotent. */
export async function eraseUser({ runtime, log }: Deps, tx: Tx, userId: string): Promise<void> {
  await beginRemovals(tx, userId);
  const erased = await eraseCustomer(tx, userId, runtime.now());
  afterCommit(() => log.info({ payments: erased.length }, "privacy: a user's payments were erased"));
}

/** Erases the payers of these checkouts and their saved methods; with `guestsOnly`, payers without an account. Idempotent. */
export async function erasePayers(
  { store, runtime }: Deps,
  { checkoutIds, guestsOnly = false }: InputOf<typeof contract.erasePayers>,
): Promise<OutputOf<typeof contract.erasePayers>> {
  await store.write("erase-payers", async (tx) => {
    if (guestsOnly) {
      await eraseGuests(tx, checkoutIds, runtime.now());
      return;
    }
    for (const customerId of await findPayers(tx, checkoutIds)) await beginRemovals(tx, customerId);
    await eraseCheckouts(tx, checkoutIds, runtime.now());
  });
  return { erased: true };
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
