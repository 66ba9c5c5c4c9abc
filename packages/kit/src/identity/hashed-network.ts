/** Hashed networks: the form in which stores keep the network of a client, so that it can be counted and not be read. */
import { type BinaryLike, createHmac, type KeyObject } from "node:crypto";
import { isLoopback, networkOf } from "./client-network.ts";
import type { Origin } from "./identity.ts";

/**
 * A keyed hash of the network that a request came from: an IPv4 address, or an IPv6 /64. Requests from one network have equal hashes; the
 * address cannot be recovered without the key. Null if the address is unknown, and in development for a program on this machine: a
 * storefront's server and a developer's tests are many buyers.
 */
export function hashNetwork(
  { address }: Pick<Origin, "address">,
  { secret, production }: { secret: BinaryLike | KeyObject; production: boolean },
): string | null {
  const network = networkOf(address ?? "");
  if (network === undefined || (!production && isLoopback(address ?? ""))) return null;
  return createHmac("sha256", secret).update(`network ${network}`).digest("base64url");
}
