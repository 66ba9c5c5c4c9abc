/** The token of a link in a mail: it leaves the address at once, so that neither history nor a copied address has it. */

/** The token after `#token=`; null if there is none. It is kept in the document only. */
export function takeMailToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) history.replaceState(null, "", location.pathname + location.search);
  return token;
}
