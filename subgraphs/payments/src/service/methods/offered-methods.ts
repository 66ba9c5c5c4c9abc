/** Offered payment methods, and the choice of a method for a new payment. */
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { PaymentStartInput } from "../../generated/resolvers.ts";
import type { Provider, ProviderStart } from "../../providers/port.ts";
import { findSavedMethods } from "../../store/saved-methods/queries.ts";
import type { SavedMethodRow } from "../../store/tables.ts";

type OfferedMethod = Provider["methods"][number] & { provider: string };
type ChosenMethod = Pick<ProviderStart, "savedMethod" | "keep"> & { provider: string };

/** The offered methods. If two providers offer the same one, the default provider has it; the other only continues its payments. */
export function offeredMethods(providers: readonly Provider[]): OfferedMethod[] {
  const all = providers.flatMap(({ name, methods }) => methods.map((method) => ({ provider: name, ...method })));
  return all.filter(({ code }, index) => all.findIndex((other) => other.code === code) === index);
}

/** Whether a saved method can be used now: a provider without an offered method accepts no new payments. */
export function isUsable(providers: readonly Provider[], method: SavedMethodRow): boolean {
  return offeredMethods(providers).some(({ provider }) => provider === method.provider);
}

/** The chosen provider and method; undefined if the customer cannot use the saved method. `input` is already validated. */
export async function chooseMethod(
  { providers }: Deps,
  db: Reader,
  { methodCode, savedMethodId, saveMethod }: PaymentStartInput,
  customerId: string | null,
): Promise<ChosenMethod | undefined> {
  const all = customerId === null ? [] : await findSavedMethods(db, [customerId]);
  const usable = all.filter((method) => isUsable(providers, method));
  if (savedMethodId) {
    const method = usable.find(({ id }) => id === savedMethodId);
    if (!method) return undefined;
    const savedMethod = { ref: method.methodRef, customerRef: method.customerRef };
    return { provider: method.provider, savedMethod, keep: null };
  }
  const method = offeredMethods(providers).find(({ code }) => code === methodCode);
  if (!method) throw new Error(`${String(methodCode)} is not an offered payment method`);
  const known = usable.find(({ provider }) => provider === method.provider);
  const keep = saveMethod ? { customerRef: known?.customerRef ?? null } : null;
  return { provider: method.provider, savedMethod: null, keep };
}
