/** Addresses of subgraphs: a supergraph without a usable one for each is rejected when it is loaded, not at the first fetch. */
import { type Graph, isInProcess } from "./graph.ts";

/** Throws an error that names every subgraph without an HTTP address. `urls` has the addresses that the configuration gives, by name. */
export function refuseAddresses({ subgraphs }: Graph, urls: Readonly<Record<string, readonly string[]>>): void {
  const unusable = subgraphs.flatMap((subgraph) => {
    const addresses = urls[subgraph.name] ?? [subgraph.url];
    const faulty = isInProcess(subgraph) ? [] : addresses.filter((address) => !isHttpAddress(address));
    return faulty.map((address) => `"${subgraph.name}": "${address}"`);
  });
  if (unusable.length === 0) return;
  throw new Error(`this supergraph cannot be served: subgraphs have no HTTP address:\n  ${unusable.join("\n  ")}`);
}

function isHttpAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
