/** Addresses that staff write and front ends show as links: whole ones of https, and paths of the shop. */

const maxLength = 2_000;

/** Whether this is a whole address of https, without a name and a password. */
export function isHttps(text: string): boolean {
  if (text.length > maxLength || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === "https:" && username === "" && password === "";
}

/** Whether this is a path of the shop, such as `/collections/tea?sort=newest`. A front end adds a language and parameters to it. */
export function isShopPath(text: string): boolean {
  const base = "http://shop.invalid";
  // Browsers read a backslash as a slash, and drop line breaks: two slashes would name another host.
  if (text.length > maxLength || !/^\/(?!\/)[^\\#\s\p{Cc}]*$/u.test(text) || !URL.canParse(text, base)) return false;
  const { origin, pathname } = new URL(text, base);
  return origin === base && !pathname.startsWith("//");
}
