/** The buyer behind a request to the storefront: each operation for them carries their address and the id of their checkout. */
import type { IncomingMessage } from "node:http";
import { createClient } from "../fetch/client.ts";
import type { Send } from "../purchase.ts";

export type Settings = {
  /** The address of the router. */
  shop: string;
  /** Whether a proxy of ours stands before this server. Without one, buyers could write any address into the header. */
  behindProxy: boolean;
};

export type Buyer = { send: Send; checkoutId: string | undefined };

/** Reads the buyer of a request. Their operations count as theirs, where the router trusts this server (HANSA_TRUST_PROXY). */
export function buyerOf({ shop, behindProxy }: Settings, request: IncomingMessage): Buyer {
  const checkoutId = /(?:^|; )checkout=(chk_[\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
  const client = createClient(shop);
  const headers: Record<string, string> = { "x-forwarded-for": addressOf(request, behindProxy) };
  if (checkoutId !== undefined) headers["hansa-guest"] = checkoutId;
  return { send: (document, variables) => client(document, variables, headers), checkoutId };
}

/** The address of the buyer: our proxy adds it as the last one, and those before it are the buyer's own words. */
function addressOf({ headers, socket }: IncomingMessage, behindProxy: boolean): string {
  const forwarded = String(headers["x-forwarded-for"] ?? "")
    .split(",")
    .at(-1);
  return (behindProxy && forwarded?.trim()) || socket.remoteAddress || "";
}
