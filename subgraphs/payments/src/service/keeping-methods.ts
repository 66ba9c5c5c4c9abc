/** Keeping the way somebody paid for the next time, once the provider has kept it. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { ProviderPayment } from "../providers/port.ts";
import { updatePayment } from "../store/payments.ts";
import { findSavedMethods, insertSavedMethod } from "../store/saved-methods.ts";
import type { PaymentRow } from "../store/tables.ts";

/**
 * Writes down the method that the provider kept, the customer's first as the usual one. If its owner was forgotten in the meantime it only
 * waits to be removed again.
 */
export async function keepMethod(
  { world }: Deps,
  tx: Tx,
  payment: PaymentRow,
  { savedMethod }: ProviderPayment,
): Promise<void> {
  const { customerId, keepsMethod, provider, card } = payment;
  if (!savedMethod || !keepsMethod) return;
  await updatePayment(tx, payment, { keepsMethod: false });
  const others = customerId === null ? [] : await findSavedMethods(tx, [customerId]);
  const isKept = customerId !== null;
  await insertSavedMethod(tx, {
    id: world.newId("spm"),
    customerId,
    provider,
    methodRef: savedMethod.ref,
    customerRef: savedMethod.customerRef,
    card,
    isDefault: isKept && others.length === 0,
    state: isKept ? "kept" : "removing",
    createdAt: world.now(),
  });
}
