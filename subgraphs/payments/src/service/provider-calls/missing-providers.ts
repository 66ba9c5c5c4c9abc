/** Missing providers: providers with unfinished work that are no longer configured. */
import { raiseAlarm } from "@hansa/kit/runtime/alarm";
import type { Deps } from "../../context.ts";
import { findUnfinishedAtOthers } from "../../store/payments/lookups.ts";
import { findRemovals } from "../../store/saved-methods/queries.ts";

type Waiting = { provider: string };

/** Raises an alarm for each missing provider, with its numbers of unfinished payments and of methods to remove. */
export async function alertMissingProviders(deps: Deps): Promise<void> {
  const named = deps.providers.map(({ name }) => name);
  const { payments, removals } = await deps.store.read(async (db) => ({
    payments: await findUnfinishedAtOthers(db, named),
    removals: await findRemovals(db),
  }));
  const methods = removals.filter(({ provider }) => !named.includes(provider));
  for (const provider of new Set([...payments, ...methods].map((waiting) => waiting.provider))) {
    const facts = { provider, payments: countOf(payments, provider), methods: countOf(methods, provider) };
    raiseAlarm(
      deps,
      "provider_missing",
      facts,
      "missing provider: payments or saved methods wait for a provider that is not configured",
    );
  }
}

function countOf(waiting: readonly Waiting[], provider: string): number {
  return waiting.filter((each) => each.provider === provider).length;
}
