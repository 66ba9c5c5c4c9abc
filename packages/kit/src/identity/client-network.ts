/** Networks of client addresses: the unit by which attempts and requests of unknown senders are counted. */
import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";

/**
 * The network of an address, one key for all addresses that one household or host controls: an IPv4 address itself, or the first 64 bits of an IPv6
 * address. Undefined for text that is no address.
 */
export function networkOf(address: string): string | undefined {
  return readAddress(address)?.network;
}

/**
 * The address in its one canonical form: without a port, brackets or a zone, and IPv4 where it is mapped into IPv6. Undefined for text that is
 * no address.
 */
export function plainAddress(text: string): string | undefined {
  return readAddress(text)?.plain;
}

/** Addresses that were read before: the same clients send many requests. */
const known = new LRUCache<string, { plain: string; network: string }>({ max: 5_000 });

function readAddress(text: string): { plain: string; network: string } | undefined {
  const before = known.get(text);
  if (before) return before;
  const parsed = parseAddress(text);
  if (!parsed) return undefined;
  const plain = parsed.toString();
  const network = parsed.kind() === "ipv4" ? plain : `${groupsOf(parsed).slice(0, 4).join(":")}::/64`;
  known.set(text, { plain, network });
  return { plain, network };
}

/** Ranges of ipaddr.js that the public Internet cannot reach. */
const privateRanges: ReadonlySet<string> = new Set([
  "unspecified",
  "loopback",
  "private",
  "linkLocal",
  "uniqueLocal",
  "carrierGradeNat",
]);

/** Whether this is an address of this machine that no other one can call from. */
export function isLoopback(address: string): boolean {
  return parseAddress(address)?.range() === "loopback";
}

/** Whether this address belongs to this machine or to a network that the public Internet cannot reach. */
export function isPrivate(address: string): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && privateRanges.has(parsed.range());
}

/** Names of private networks: without a dot, reserved by RFC 6761, 6762 or 8375, or with a last label that such networks commonly use. */
const privateNames = /^[^.]*$|(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|corp|home|private)$/;

/** Whether this is an https address on the usual port whose host is a name or address of the public Internet. Nothing is looked up. */
export function isPublicAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, username } = new URL(url);
  if (protocol !== "https:" || port !== "" || username !== "") return false;
  const address = parseAddress(hostname);
  if (address) return address.range() === "unicast";
  return !privateNames.test(hostname.toLowerCase().replace(/\.$/, ""));
}

type Address = ReturnType<typeof ipaddr.process>;

/** The longest text that is read: an IPv6 address in brackets with a zone and a port. */
const maxLength = 100;

function parseAddress(text: string): Address | undefined {
  if (text.length > maxLength) return undefined;
  const host = withoutPort(text.trim());
  const isAddress = host.includes(":") ? ipaddr.IPv6.isValid(host) : ipaddr.IPv4.isValidFourPartDecimal(host);
  return isAddress ? ipaddr.process(host) : undefined;
}

/** Some proxies write `address:port` into `x-forwarded-for`; IPv6 stands in brackets then. Zones say nothing outside their host. */
function withoutPort(text: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text) ?? [];
  const [, ipv4] = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text) ?? [];
  return (bracketed ?? ipv4 ?? text).replace(/%.*$/, "");
}

/** The eight groups of an IPv6 address, in hexadecimal without leading zeros. */
function groupsOf(address: Address): string[] {
  return address.toNormalizedString().split(":");
}
