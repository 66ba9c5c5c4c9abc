/** Origin of a request: the address of the client, as far as our own proxies vouch for it, and its user agent. */

import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import proxyAddr from "@fastify/proxy-addr";
import type { Log } from "../runtime/log.ts";
import { isPrivate, plainAddress } from "./client-network.ts";
import type { Origin } from "./identity.ts";

/**
 * Proxies of ours before this process; each adds one address to `x-forwarded-for`. A number counts them, and holds only while the nearest one
 * calls from a private address; a list names their addresses or networks. 0: there are none.
 */
export type TrustedProxies = number | readonly string[];

export type Proxies = {
  trusted: TrustedProxies;
  log: Log;
  /** Whether the warning about an undeclared proxy was logged. */
  warned: boolean;
};

const maxAgentLength = 200;

/** Fastify's `trustProxy`. Hops that a client from the public Internet claims are never believed. */
export function trustProxyOf(trusted: TrustedProxies): string[] | false | ((address: string, hop: number) => boolean) {
  if (typeof trusted !== "number") return [...trusted];
  return trusted > 0 && ((address, hop) => hop < trusted && (hop > 0 || isPrivate(address)));
}

/** Reads the address of a client as Fastify does, from requests that it does not see. */
export function clientAddressReader(trusted: TrustedProxies): (request: IncomingMessage) => string {
  const trust = trustProxyOf(trusted);
  if (trust === false) return ({ socket }) => socket.remoteAddress ?? "";
  const isTrusted = typeof trust === "function" ? trust : proxyAddr.compile(trust);
  return (request) => proxyAddr(request, isTrusted);
}

/** A request with the address that our own proxies vouch for. */
type ReadRequest = {
  ip: string;
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined };
};

/**
 * Reads the origin. Where our own proxies vouch for no address, the peer of the connection counts, so that no header frees a client from the
 * limits by address.
 */
export function originOf(proxies: Proxies, request: ReadRequest): Origin {
  const peer = plainAddress(request.socket.remoteAddress ?? "") ?? null;
  if (proxies.trusted === 0 && peer !== null && request.headers["x-forwarded-for"] && isPrivate(peer))
    warnOnce(proxies);
  return { address: plainAddress(request.ip) ?? peer, agent: readAgent(request.headers) };
}

/** Until the proxy is declared, all of its clients share the limits of one address. */
function warnOnce(proxies: Proxies): void {
  if (proxies.warned) return;
  proxies.warned = true;
  proxies.log.warn("requests come through an undeclared proxy and count as one client: set HANSA_TRUST_PROXY");
}

function readAgent({ "user-agent": text }: IncomingHttpHeaders): string | null {
  if (text === undefined) return null;
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").trim();
  return plain === "" ? null : plain.slice(0, maxAgentLength);
}
