/** Links inside the storefront: they keep the language and the chosen currency of the page. */
import { type Language, languages } from "./texts.ts";

/** Where a visitor is. `currency` is null for the usual one; `path` is the address without both, with the other parameters. */
export type Place = {
  language: Language;
  currency: string | null;
  path: string;
  /** The language of the catalogue's texts, where it is another one than that of the page. */
  catalogueLang?: string | undefined;
};

/** The address of a page, such as `/de/products/mug?currency=USD`. */
export function linkTo({ language, currency }: Pick<Place, "language" | "currency">, path: string): string {
  const prefix = language === languages[0] ? "" : `/${language}`;
  const [pathname = "/", query = ""] = path.split("?");
  const search = new URLSearchParams(query);
  if (currency !== null) search.set("currency", currency);
  const localized = pathname === "/" && prefix !== "" ? prefix : `${prefix}${pathname}`;
  return search.size > 0 ? `${localized}?${search}` : localized;
}

/** Takes all parameters but the currency out of the address of the document: a reload must not ask for the same again. */
export function forgetParameters(): void {
  const { pathname, search } = location;
  const currency = new URLSearchParams(search).get("currency");
  history.replaceState(null, "", currency === null ? pathname : `${pathname}?${new URLSearchParams({ currency })}`);
}

/** The path that an address asks to return to, if it is one of the shop's own: the fallback for any other. */
export function returnPath(asked: string | null, fallback: string): string {
  const base = "http://shop.invalid";
  // Browsers read a backslash as a slash, and drop line breaks: two slashes would name another host.
  if (asked === null || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(asked) || !URL.canParse(asked, base)) return fallback;
  const { origin, pathname, search } = new URL(asked, base);
  return origin === base && !pathname.startsWith("//") ? `${pathname}${search}` : fallback;
}
