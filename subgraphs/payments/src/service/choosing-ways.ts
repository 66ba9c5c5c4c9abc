/** How a payment is begun: by a method that is offered, or by one that the customer kept. */
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { PaymentStartInput } from "../generated/resolvers.ts";
import type { ProviderStart } from "../providers/port.ts";
import { findSavedMethods } from "../store/saved-methods.ts";

type Way = Pick<ProviderStart, "savedMethod" | "keep"> & { provider: string };

/** The provider and what it is told; undefined if the saved method is not this customer's to use. `input` was checked. */
export async function chooseWay(
  { providers }: Deps,
  db: Reader,
  { methodCode, savedMethodId, saveMethod }: PaymentStartInput,
  customerId: string | null,
): Promise<Way | undefined> {
  const kept = customerId === null ? [] : await findSavedMethods(db, [customerId]);
  if (savedMethodId) {
    const method = kept.find(({ id }) => id === savedMethodId);
    if (!method) return undefined;
    const savedMethod = { ref: method.methodRef, customerRef: method.customerRef };
    return { provider: method.provider, savedMethod, keep: null };
  }
  const provider = providers.find(({ methods }) => methods.some(({ code }) => code === methodCode));
  if (!provider) throw new Error(`${String(methodCode)} was offered a moment ago and is not any more`);
  const known = kept.find((method) => method.provider === provider.name);
  const keep = saveMethod ? { customerRef: known?.customerRef ?? null } : null;
  return { provider: provider.name, savedMethod: null, keep };
}
