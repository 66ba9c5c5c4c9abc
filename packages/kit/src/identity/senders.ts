/** Senders of requests, made where a request is identified: API clients, else networks, each as a keyed hash. */
import { createHmac, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import { type Sender, shopSender } from "../runtime/fairness/sender.ts";
import { networkOf } from "./client-network.ts";
import type { Identity } from "./identity.ts";

/** Gives the sender of an identified request. */
export type SenderOf = (identity: Pick<Identity, "viewer" | "from">) => Sender;

/** The hashes that are kept: those of networks and accounts that send many requests. */
const maxKnown = 10_000;
/** The characters of a hash: 96 bits. */
const hashLength = 16;

/** Opens the making of senders. Equal keys give equal senders, so that several routers of a shop agree. */
export function openSenders(key: KeyObject | Uint8Array): SenderOf {
  const known = new LRUCache<string, string>({ max: maxKnown });
  const hash = (text: string): string => {
    const made =
      known.get(text) ??
      createHmac("sha256", key).update(`hansa sender\n${text}`).digest("base64url").slice(0, hashLength);
    known.set(text, made);
    return made;
  };
  return ({ viewer, from }) => {
    if (viewer.kind === "service") return shopSender;
    if (viewer.kind === "client") return { id: hash(`client ${viewer.id}`), account: "" };
    const network = networkOf(from?.address ?? "") ?? "unknown";
    return { id: hash(`network ${network}`), account: viewer.kind === "user" ? hash(`user ${viewer.id}`) : "" };
  };
}
