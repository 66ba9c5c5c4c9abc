/** Hosts that a server in development answers to: names and addresses that no stranger's DNS can point at this machine. */
import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";

/** Whether this is `localhost`, a name below it, or a loopback address; IPv6 may stand in brackets. */
export function isLoopbackHost(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost")) return true;
  const address = withoutBrackets(hostname);
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === "loopback";
}

/** The most `Host` headers whose verdict is kept, and their longest: clients may send any text, and names have 253 characters. */
const maxKnownHosts = 1_000;
const maxHostLength = 300;

/**
 * Returns the test whether a `Host` header names something that no stranger's DNS can point at this machine: `localhost`, an address, or a
 * listed host. A page whose own name was made to resolve to a loopback address (DNS rebinding) sends that name.
 */
export function trustedHosts(listed: readonly string[]): (host: string | undefined) => boolean {
  const known = new LRUCache<string, boolean>({ max: maxKnownHosts });
  return (host = "") => {
    if (host.length > maxHostLength) return false;
    const isTrusted = known.get(host) ?? isTrustedHost(host, listed);
    known.set(host, isTrusted);
    return isTrusted;
  };
}

function isTrustedHost(host: string, listed: readonly string[]): boolean {
  const url = `http://${host}`;
  if (host === "" || !URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return isLoopbackHost(hostname) || ipaddr.isValid(withoutBrackets(hostname)) || listed.includes(hostname);
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}
