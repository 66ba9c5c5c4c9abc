/** Attempt counters of networks: that of the sender, and with larger numbers those of the wider networks around it. */
import type { AttemptCounter } from "../coordination/attempt-counters.ts";
import type { NetworkWidth } from "./client-network.ts";
import type { HashedNetwork } from "./hashed-network.ts";

/** So many times the attempts of one sender are accepted from a network: a home has a few senders, a company or a tunnel many of them. */
const factors: Record<NetworkWidth, number> = { sender: 1, home: 2, site: 10 };

/** The limits of a sender and of its wider networks, by the name of the sender's. */
export function networkLimits(limit: string): string[] {
  return [limit, `${limit}_home`, `${limit}_site`];
}

/** A counter for each of these networks of one request; `most` is the number of one sender. */
export function networkCounters(
  networks: readonly HashedNetwork[],
  { limit, most, windowMs }: Omit<AttemptCounter, "of">,
): AttemptCounter[] {
  return networks.map(({ width, hash }) => ({
    limit: width === "sender" ? limit : `${limit}_${width}`,
    of: hash,
    most: most * factors[width],
    windowMs,
  }));
}
