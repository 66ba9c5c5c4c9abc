/** Where a request came from: the address of the client, as far as it can be believed, and what the client calls itself. */
import type { IncomingHttpHeaders } from "node:http";
import type { Origin } from "@hansa/kit/identity";
import type { Log } from "@hansa/kit/log";
import { isPrivate, plainAddress } from "@hansa/kit/place";

export type Proxies = {
  /** How many proxies of ours stand before the router; each adds one address to `x-forwarded-for`. */
  trusted: number;
  log: Log;
  /** Whether it was said that a proxy seems to stand there of which we were not told. */
  warned: boolean;
};

const longestAgent = 200;

/** Reads the origin. Headers that nobody of ours vouches for are not believed. */
export function originOf(
  proxies: Proxies,
  request: { headers: IncomingHttpHeaders; socket: { remoteAddress?: string | undefined } },
): Origin {
  const { headers, socket } = request;
  return { address: addressOf(proxies, headers["x-forwarded-for"], socket.remoteAddress), agent: readAgent(headers) };
}

/** The last address that one of our own proxies saw; null if nobody can tell one client from another. */
function addressOf(proxies: Proxies, header: string | string[] | undefined, remote: string | undefined): string | null {
  const peer = plainAddress(remote ?? "");
  if (peer === undefined) return null;
  const hops = [header ?? []].flat().flatMap((line) => line.split(","));
  if (proxies.trusted === 0 && hops.length > 0 && isPrivate(peer)) {
    warnOnce(proxies);
    return null;
  }
  const chain = [...hops.map((hop) => plainAddress(hop)), peer];
  return chain[Math.max(0, chain.length - 1 - proxies.trusted)] ?? null;
}

/** All customers would count as one place, and one of them could use up what all may try. So none of them has a place. */
function warnOnce(proxies: Proxies): void {
  if (proxies.warned) return;
  proxies.warned = true;
  proxies.log.warn("requests come through a proxy: set HANSA_TRUST_PROXY, or attempts cannot be counted by address");
}

function readAgent(headers: IncomingHttpHeaders): string | null {
  const plain = (headers["user-agent"] ?? "").replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").trim();
  return plain === "" ? null : plain.slice(0, longestAgent);
}
