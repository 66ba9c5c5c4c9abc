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
 * How much of the Internet a network is: one household or host (`sender`), the /56 that a provider gives to a home (`home`, IPv6 only), and the /48
 * of a company or a tunnel, or the /24 of a small IPv4 provider (`site`).
 */
export type NetworkWidth = "sender" | "home" | "site";

/** The networks that an address is in, the narrowest first, which is that of `networkOf`. None for text that is no address. */
export function networksOf(address: string): readonly { width: NetworkWidth; network: string }[] {
  return readAddress(address)?.networks ?? [];
}

/**
 * The address in its one canonical form: without a port, brackets or a zone, and IPv4 where it is mapped into IPv6. Undefined for text that is
 * no address.
 */
export function plainAddress(text: string): string | undefined {
  return readAddress(text)?.plain;
}

type Known = { plain: string; network: string; networks: ReturnType<typeof networksOf> };

/** Addresses that were read before: the same clients send many requests. */
const known = new LRUCache<string, Known>({ max: 5_000 });

function readAddress(text: string): Known | undefined {
  const before = known.get(text);
  if (before) return before;
  const parsed = parseAddress(text);
  if (!parsed) return undefined;
  const plain = parsed.toString();
  const networks = parsed.kind() === "ipv4" ? networksOfIpv4(plain) : networksOfIpv6(groupsOf(parsed));
  const read = { plain, network: networks[0].network, networks };
  known.set(text, read);
  return read;
}

function networksOfIpv4(plain: string) {
  const site = `${plain.slice(0, plain.lastIndexOf("."))}.0/24`;
  return [
    { width: "sender", network: plain },
    { width: "site", network: site },
  ] as const;
}

function networksOfIpv6(groups: readonly string[]) {
  const site = groups.slice(0, 3).join(":");
  const subnet = groups[3] ?? "0";
  const home = (Number.parseInt(subnet, 16) & 0xff00).toString(16);
  return [
    { width: "sender", network: `${site}:${subnet}::/64` },
    { width: "home", network: `${site}:${home}::/56` },
    { width: "site", network: `${site}::/48` },
  ] as const;
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
  if (address) return address.range() === "unicast" && !isEmbedding(address);
  return !privateNames.test(hostname.toLowerCase().replace(/\.$/, ""));
}

type Address = ReturnType<typeof ipaddr.process>;

/** IPv6 addresses with an IPv4 one in them that ipaddr.js takes for usual ones: `::a.b.c.d`, and NAT64 networks of an own operator. */
const embedding = ["::/96", "64:ff9b:1::/48"].map((range) => ipaddr.IPv6.parseCIDR(range));

function isEmbedding(address: Address): boolean {
  return address instanceof ipaddr.IPv6 && embedding.some((range) => address.match(range));
}

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
