/** Origins and hosts of this machine, which may use a shop in development without being listed. */
import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";

/** Returns the test for origins whose pages may call the shop: the listed ones, and in development those of this machine. */
export function allowedOrigins(listed: readonly string[], production: boolean): (origin: string) => boolean {
  return (origin) => listed.includes(origin) || (!production && isLoopbackOrigin(origin));
}

/** Whether an `Origin` header names a page that this machine serves: `localhost` or a loopback address, exactly, on any port. */
function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, origin: exact } = new URL(origin);
  return exact === origin && /^https?:$/.test(protocol) && isLoopbackHost(hostname);
}

function isLoopbackHost(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost")) return true;
  const address = hostname.replace(/^\[|\]$/g, "");
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
  return isLoopbackHost(hostname) || ipaddr.isValid(hostname.replace(/^\[|\]$/g, "")) || listed.includes(hostname);
}

/** Refuses a page that reaches a shop in development under a name of its own. */
export const untrustedHost = {
  code: "BAD_REQUEST",
  message: "In development the shop answers to localhost, to addresses and to the hosts of HANSA_CORS_ORIGINS only.",
} as const;
