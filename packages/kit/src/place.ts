/** Places: what counts as one sender when attempts or requests are counted by where they come from. */
import { isIP } from "node:net";

/**
 * The place of an address: an IPv4 address itself, or the first 64 bits of an IPv6 address, of which one household has all the rest.
 * Undefined for what is no address.
 */
export function placeOf(address: string): string | undefined {
  const plain = plainAddress(address);
  if (plain === undefined) return undefined;
  return isIP(plain) === 4 ? plain : `${groupsOf(plain).slice(0, 4).join(":")}::/64`;
}

/** The address in one way of writing: IPv4 inside IPv6 as IPv4, without a zone. Undefined for what is no address. */
export function plainAddress(text: string): string | undefined {
  const [address = ""] = text.trim().toLowerCase().split("%", 1);
  const [, inside] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  const plain = inside ?? address;
  return isIP(plain) === 0 ? undefined : plain;
}

/** Whether this address is of this machine or of a network that the outside cannot reach. `address` is a plain one. */
export function isPrivate(address: string): boolean {
  if (isIP(address) === 4) return /^(10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(address);
  return address === "::1" || /^f[cd]|^fe[89ab]/.test(address);
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = "", tail] = address.split("::");
  const first = groupsIn(head);
  const last = tail === undefined ? [] : groupsIn(tail);
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array.from({ length: zeros }, () => "0"), ...last];
}

function groupsIn(part: string): string[] {
  if (part === "") return [];
  return part.split(":").flatMap((group) => (group.includes(".") ? ["v4", "v4"] : group.replace(/^0+(?=.)/, "")));
}
