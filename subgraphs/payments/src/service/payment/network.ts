/** Network of the client of a payment, as a keyed hash that is kept while the payment is undecided. */
import { hkdfSync } from "node:crypto";
import { hashNetworks, outgoingKeys } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";

const hashBytes = 32;

/**
 * The hashes of the networks that a request came from; none where networks are not counted. Their key follows from the pair key towards orders:
 * counts begin anew when that is rotated.
 */
export function hashedNetworksOf({ from, orders, production }: Pick<Context, "from" | "orders" | "production">) {
  const [{ secret }] = outgoingKeys(orders.ring, orders.callee);
  const key = new Uint8Array(hkdfSync("sha256", secret, "hansa payments", "networks", hashBytes));
  return hashNetworks(from, { secret: key, production });
}
