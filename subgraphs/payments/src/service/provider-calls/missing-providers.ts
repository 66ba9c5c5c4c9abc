/** Missing providers: providers with unfinished work that are no longer configured. */
import { raiseAlarm } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findUnfinishedAtOthers } from "../../store/payments/lookups.ts";
import { findRemovals } from "../../store/saved-methods/queries.ts";

type Waiting = { provider: string };
type MissingProvider = Waiting & { payments: number; methods: number };

/** The missing providers, with their numbers of unfinished payments and of methods to remove. */
export async function findMissingProviders(deps: Pick<Deps, "providers">, db: Reader): Promise<MissingProvider[]> {
  const named = deps.providers.map(({ name }) => name);
  const payments = await findUnfinishedAtOthers(db, named);
  const removals = await findRemovals(db);
  const methods = removals.filter(({ provider }) => !named.includes(provider));
  const missing = new Set([...payments, ...methods].map((waiting) => waiting.provider));
  return [...missing].map((provider) => ({
    provider,
    payments: countOf(payments, provider),
    methods: countOf(methods, provider),
  }));
}

/** Raises an alarm for each missing provider. */
export async function alertMissingProviders(deps: Deps): Promise<void> {
  for (const facts of await deps.store.read((db) => findMissingProviders(deps, db))) {
    const { provider } = facts;
    raiseAlarm(
      deps,
      { name: "provider_missing", subject: provider },
      facts,
      "missing provider: payments or saved methods wait for a provider that is not configured",
    );
  }
}

function countOf(waiting: readonly Waiting[], provider: string): number {
  return waiting.filter((each) => each.provider === provider).length;
}
