/** Keeping the way somebody paid for the next time, once the provider has kept it. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { ProviderLoss, ProviderPayment } from "../providers/port.ts";
import { updatePayment } from "../store/payments.ts";
import { chooseDefault, deleteMethods, findSavedMethods, insertSavedMethod } from "../store/saved-methods.ts";
import type { PaymentRow } from "../store/tables.ts";
import { paysNow } from "./choosing-ways.ts";

/** Writes down the method that the provider kept. If its owner was forgotten in the meantime it only waits to be removed again. */
export async function keepMethod(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { savedMethod }: ProviderPayment,
): Promise<void> {
  const { customerId, keepsMethod, provider, card } = payment;
  if (!savedMethod || !keepsMethod) return;
  await updatePayment(tx, payment, { keepsMethod: false });
  await insertSavedMethod(tx, {
    id: deps.world.newId("spm"),
    customerId,
    provider,
    methodRef: savedMethod.ref,
    customerRef: savedMethod.customerRef,
    card,
    isDefault: false,
    state: customerId === null ? "removing" : "kept",
    createdAt: deps.world.now(),
  });
  if (customerId !== null) await chooseUsual(deps, tx, customerId);
}

/** Forgets what the provider has no more, so that nobody chooses it again and the next card is kept under another customer. */
export async function loseMethods(
  deps: Deps,
  tx: Tx,
  { provider, customerId, id }: PaymentRow,
  gone: ProviderLoss,
): Promise<void> {
  const methods = await deleteMethods(tx, provider, gone);
  deps.log.warn(
    { paymentId: id, provider, methods },
    "a provider has kept methods no more, and they are forgotten here",
  );
  if (customerId !== null) await chooseUsual(deps, tx, customerId);
}

/** Of the methods that a customer can pay with now, one is the usual one: the newest, if none is. */
export async function chooseUsual({ providers }: Deps, tx: Tx, customerId: string): Promise<void> {
  const kept = await findSavedMethods(tx, [customerId]);
  const first = kept.find((method) => paysNow(providers, method));
  if (first && !first.isDefault) await chooseDefault(tx, first.id, customerId);
}
