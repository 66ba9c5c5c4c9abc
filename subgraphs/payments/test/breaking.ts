/** A provider that does not do what it should: parts of it replaced, as the outside world would. */
import type { Provider } from "../src/providers/port.ts";
import type { Shop } from "./shop.ts";

/** Replaces parts of the provider; the answer puts them back. */
export function breakProvider(s: Shop, broken: (whole: Provider) => Partial<Provider>): () => void {
  return changeProviders(s, (own) => own.map((whole) => ({ ...whole, ...broken(whole) })));
}

/** Puts others in the place of the shop's providers, as a change of its settings does; the answer puts them back. */
export function changeProviders(
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

/** The sandbox under another name, as a provider that a shop changes to. */
export function asBank(own: readonly Provider[]): Provider[] {
  return own.map((whole) => ({ ...whole, name: "bank" }));
}

/** A call that nobody answers. */
export async function silent(): Promise<never> {
  throw new Error("nobody answers");
}
