/** The paths that the router keeps for itself: a storefront gets all others. */

/** Each with all paths below it, in production too, where some of them have nothing. A test compares the list with the routes that there are. */
export const ownPaths: readonly string[] = [
  "/graphql",
  "/session",
  "/media",
  "/uploads",
  "/receipts",
  "/exports",
  "/webhooks",
  "/sandbox",
  "/.well-known/jwks.json",
  "/ready",
  "/admin",
  "/playground",
  "/developers",
  "/schema.graphql",
  "/possible-types.json",
  "/scalars.json",
];

/** Whether a path, without escapes, is the router's own. */
export function isOwnPath(path: string): boolean {
  return ownPaths.some((own) => path === own || path.startsWith(`${own}/`));
}

/** The characters of a path: segments that are not empty, except for the last one, of what RFC 3986 allows. */
const pathForm = /^(\/|(\/([\w.~!$&'()*+,;=:@-]|%[\da-f]{2})+)+\/?)$/i;

/**
 * The path of a URL without its escapes; undefined for one that the next server might read differently: with a segment `.` or `..`, with a slash,
 * backslash or control character behind an escape, or with bytes that are no text.
 */
export function readPagePath(url: string): string | undefined {
  const [path = ""] = url.split("?", 1);
  if (!pathForm.test(path) || /%(2f|5c)/i.test(path)) return undefined;
  const plain = withoutEscapes(path);
  if (plain === undefined || /\p{Cc}/u.test(plain)) return undefined;
  return plain.split("/").some((segment) => segment === "." || segment === "..") ? undefined : plain;
}

function withoutEscapes(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
