/** Hashed networks: the form in which stores keep the networks of a client, so that they can be counted and not be read. */
import { type BinaryLike, createHmac, type KeyObject } from "node:crypto";
import { isLoopback, type NetworkWidth, networksOf } from "./client-network.ts";
import type { Origin } from "./identity.ts";

/** The keyed hash of a network, with how much of the Internet it is. */
export type HashedNetwork = { width: NetworkWidth; hash: string };

/** Stands in no hash. */
const separator = ".";

type Hashing = { secret: BinaryLike | KeyObject; production: boolean };

/**
 * Keyed hashes of the networks that a request came from, the narrowest first: an IPv4 address, or an IPv6 /64. Requests from one network have equal
 * hashes; the address cannot be recovered without the key. None if the address is unknown, and in development for a program on this machine: a
 * storefront's server and a developer's tests are many buyers.
 */
export function hashNetworks({ address }: Pick<Origin, "address">, { secret, production }: Hashing): HashedNetwork[] {
  if (!production && isLoopback(address ?? "")) return [];
  return networksOf(address ?? "").map(({ width, network }) => ({
    width,
    hash: createHmac("sha256", secret).update(`network ${network}`).digest("base64url"),
  }));
}

/** Networks of one request as a text: equal for one sender, with the same beginning for all senders of a wider network. Null without any. */
export function networkPath(networks: readonly HashedNetwork[]): string | null {
  const hashes = networks.map(({ hash }) => hash).reverse();
  return hashes.length === 0 ? null : hashes.join(separator);
}

/** The wider networks of a path, with the range of the paths in each, exclusive. */
export function widerNetworks(path: string): { width: NetworkWidth; from: string; to: string }[] {
  const hashes = path.split(separator);
  const widths = (["site", "home"] as const).slice(0, hashes.length - 1);
  return widths.map((width, index) => {
    const from = `${hashes.slice(0, index + 1).join(separator)}${separator}`;
    return { width, from, to: `${from}~` };
  });
}
