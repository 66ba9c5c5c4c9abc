/** How a payment is begun: by a method that is offered, or by one that the customer kept. */
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { PaymentStartInput } from "../generated/resolvers.ts";
import type { Provider, ProviderStart } from "../providers/port.ts";
import { findSavedMethods } from "../store/saved-methods.ts";
import type { SavedMethodRow } from "../store/tables.ts";

type Offered = Provider["methods"][number] & { provider: string };
type Way = Pick<ProviderStart, "savedMethod" | "keep"> & { provider: string };

/** The ways to pay. Of two providers with the same way, the usual one has it: the other goes on with what was begun there. */
export function offeredWays(providers: readonly Provider[]): Offered[] {
  const all = providers.flatMap(({ name, methods }) => methods.map((method) => ({ provider: name, ...method })));
  return all.filter(({ code }, index) => all.findIndex((other) => other.code === code) === index);
}

/** Whether a kept method can pay now: a provider that offers no way takes nothing new, be it with what was kept there. */
export function paysNow(providers: readonly Provider[], method: SavedMethodRow): boolean {
  return offeredWays(providers).some(({ provider }) => provider === method.provider);
}

/** The provider and what it is told; undefined if the saved method is not this customer's to use. `input` was checked. */
export async function chooseWay(
  { providers }: Deps,
  db: Reader,
  { methodCode, savedMethodId, saveMethod }: PaymentStartInput,
  customerId: string | null,
): Promise<Way | undefined> {
  const all = customerId === null ? [] : await findSavedMethods(db, [customerId]);
  const kept = all.filter((method) => paysNow(providers, method));
  if (savedMethodId) {
    const method = kept.find(({ id }) => id === savedMethodId);
    if (!method) return undefined;
    const savedMethod = { ref: method.methodRef, customerRef: method.customerRef };
    return { provider: method.provider, savedMethod, keep: null };
  }
  const way = offeredWays(providers).find(({ code }) => code === methodCode);
  if (!way) throw new Error(`${String(methodCode)} was offered a moment ago and is not any more`);
  const known = kept.find(({ provider }) => provider === way.provider);
  const keep = saveMethod ? { customerRef: known?.customerRef ?? null } : null;
  return { provider: way.provider, savedMethod: null, keep };
}
