/** A provider that does not do what it should: parts of it replaced, as the outside world would. */
import type { Provider } from "../src/providers/port.ts";
import type { Shop } from "./shop.ts";

/** Replaces parts of the provider; the answer puts them back. */
export function breakProvider({ running }: Shop, broken: (whole: Provider) => Partial<Provider>): () => void {
  const { deps } = running.service;
  const { providers } = deps;
  deps.providers = providers.map((whole) => ({ ...whole, ...broken(whole) }));
  return () => {
    deps.providers = providers;
  };
}

/** A call that nobody answers. */
export async function silent(): Promise<never> {
  throw new Error("nobody answers");
}
