/** Unsent bytes: parts of responses that Node has and the system has not taken, counted by the network of the client and bounded. */
import { networkOf } from "../../identity/client-network.ts";

export type UnsentLimits = {
  /** The unsent bytes of one network from which on its queries are refused. */
  perNetwork: number;
  /** The unsent bytes of all networks from which on every query is refused. */
  all: number;
};

/** Eight answers of the largest size for one network; and what a container of the router has beside its graph and its caches. */
export const usualUnsentLimits: UnsentLimits = { perNetwork: 8 * 1024 * 1024, all: 64 * 1024 * 1024 };

/** The unsent bytes of one process's listeners. */
export type Unsent = {
  /** Whether the response to a query may be sent to this client. One that must go out, such as a mutation's, is counted all the same. */
  admits(address: string): boolean;
  /** Whether the client's network has as much as it may have, so that nothing more of it begins. */
  isFull(address: string): boolean;
  /** Adds to the unsent bytes of a client, or takes from them what the system took. */
  add(address: string, bytes: number): void;
  /** The unsent bytes of all clients. */
  total(): number;
};

/** The refusal of a query whose client does not take what it was sent, or of all while others do not. */
export const unsentRefusal = {
  status: 503,
  code: "OVERLOADED",
  message: "Too many answers wait to be received. Read them, then ask again.",
  retryAfterMs: 1_000,
} as const;

/** Opens the count. */
export function openUnsent({ perNetwork, all }: UnsentLimits): Unsent {
  const networks = new Map<string, number>();
  let total = 0;
  /** The unsent bytes of all networks, each up to its own limit: one that is far beyond it takes nothing from the others. */
  let shared = 0;
  const held = (address: string) => networks.get(keyOf(address)) ?? 0;
  return {
    // A network may have no more than is free: of those beyond the share of the whole, each leaves half of what it found to the next.
    admits: (address) => total === 0 || held(address) < Math.min(perNetwork, all - shared),
    isFull: (address) => total > 0 && held(address) >= perNetwork,
    add: (address, bytes) => {
      const before = held(address);
      const after = before + bytes;
      if (after > 0) networks.set(keyOf(address), after);
      else networks.delete(keyOf(address));
      total += bytes;
      shared += Math.min(after, perNetwork) - Math.min(before, perNetwork);
    },
    total: () => total,
  };
}

function keyOf(address: string): string {
  return networkOf(address) ?? "unknown address";
}
