/** Synchronisation of saved payment methods with the provider's reports. */
import { afterCommit } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { LostMethods, ProviderMethod } from "../../providers/port.ts";
import { updatePayment } from "../../store/payments/queries.ts";
import {
  chooseDefault,
  deleteMethods,
  findSavedMethods,
  insertSavedMethod,
} from "../../store/saved-methods/queries.ts";
import type { PaymentRow } from "../../store/tables.ts";
import { isUsable } from "./offered-methods.ts";

/** Stores the method that the provider saved. If its owner was erased in the meantime, it is marked for removal. */
export async function saveProviderMethod(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  savedMethod: ProviderMethod,
): Promise<void> {
  const { customerId, provider, card } = payment;
  await updatePayment(tx, payment, { keepsMethod: false });
  await insertSavedMethod(tx, {
    id: deps.runtime.newId("spm"),
    customerId,
    provider,
    methodRef: savedMethod.ref,
    customerRef: savedMethod.customerRef,
    card,
    isDefault: false,
    state: customerId === null ? "removing" : "kept",
    createdAt: deps.runtime.now(),
  });
  if (customerId !== null) await ensureDefault(deps, tx, customerId);
}

/** Deletes methods that no longer exist at the provider, so that they cannot be chosen and the next card gets another customer. */
export async function deleteLostMethods(
  deps: Deps,
  tx: Tx,
  { provider, customerId, id }: PaymentRow,
  gone: LostMethods,
): Promise<void> {
  const methods = await deleteMethods(tx, provider, gone);
  afterCommit(() =>
    deps.log.warn({ paymentId: id, provider, methods }, "saved methods: missing at the provider, deleted"),
  );
  if (customerId !== null) await ensureDefault(deps, tx, customerId);
}

/** Makes the newest usable method of a customer the default, unless a usable one is. */
export async function ensureDefault({ providers }: Deps, tx: Tx, customerId: string): Promise<void> {
  const saved = await findSavedMethods(tx, [customerId]);
  const first = saved.find((method) => isUsable(providers, method));
  if (first && !first.isDefault) await chooseDefault(tx, first.id, customerId);
}
