/** Providers that the shop names no longer, although something waits for them: nobody answers for it until they are named again. */
import { raiseAlarm } from "@hansa/kit/alarm";
import type { Deps } from "../context.ts";
import { findUnfinishedElsewhere } from "../store/payments.ts";
import { findRemovals } from "../store/saved-methods.ts";

type Waiting = { provider: string };

/** Tells of each of them, with how many payments are not at their end there, and how many kept methods are still to be forgotten. */
export async function tellMissing(deps: Deps): Promise<void> {
  const named = deps.providers.map(({ name }) => name);
  const { payments, removals } = await deps.store.read(async (db) => ({
    payments: await findUnfinishedElsewhere(db, named),
    removals: await findRemovals(db),
  }));
  const methods = removals.filter(({ provider }) => !named.includes(provider));
  for (const provider of new Set([...payments, ...methods].map((waiting) => waiting.provider))) {
    const facts = { provider, payments: countOf(payments, provider), methods: countOf(methods, provider) };
    raiseAlarm(deps, "provider_missing", facts, "something waits for a provider that is not configured");
  }
}

function countOf(waiting: readonly Waiting[], provider: string): number {
  return waiting.filter((each) => each.provider === provider).length;
}
