/** Provider overrides: replaces parts of a provider, or all providers, in a test; and waits for calls to one. */
import { expect } from "vitest";
import type { Provider } from "../../src/providers/port.ts";
import type { Shop } from "./shop.ts";

/** Replaces parts of the provider; the returned function restores them. */
export function overrideProvider(s: Shop, broken: (whole: Provider) => Partial<Provider>): () => void {
  return replaceProviders(s, (own) => own.map((whole) => ({ ...whole, ...broken(whole) })));
}

/** Replaces the shop's providers, as a change of its configuration does; the returned function restores them. */
export function replaceProviders(
  { running }: Shop,
  choose: (own: readonly Provider[]) => readonly Provider[],
): () => void {
  const { deps } = running.service;
  const { providers } = deps;
  deps.providers = choose(providers);
  return () => {
    deps.providers = providers;
  };
}

/** The sandbox under another name, as a second provider. */
export function asBank(own: readonly Provider[]): Provider[] {
  return own.map((whole) => ({ ...whole, name: "bank" }));
}

/** A call without a response. */
export async function noResponse(): Promise<never> {
  throw new Error("no answer");
}

/** Waits until the sandbox has an entry, which means that a call is under way. */
export async function waitForProviderCall(s: Shop): Promise<void> {
  await expect.poll(() => s.sandboxRows("SELECT 1 FROM sandbox_entries")).not.toEqual([]);
}
