/** The token of a link in a mail: it leaves the address at once, so that neither history nor a copied address has it. */

/**
 * Calls back with the token after `#token=`, null if there is none; and again if another link is opened in the same document. The token is kept
 * in the document only. Returns how to end that.
 */
export function followMailToken(callback: (token: string | null) => void): () => void {
  const onChange = () => {
    const token = takeToken();
    if (token !== null) callback(token);
  };
  callback(takeToken());
  addEventListener("hashchange", onChange);
  return () => removeEventListener("hashchange", onChange);
}

function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) history.replaceState(null, "", location.pathname + location.search);
  return token;
}
