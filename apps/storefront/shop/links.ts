/** Links inside the storefront: they keep the language and the chosen currency of the page. */
import { type Language, languages } from "./texts.ts";

/** Where a visitor is. `currency` is null for the usual one; `path` is the address without both, with the other parameters. */
export type Place = { language: Language; currency: string | null; path: string };

/** The address of a page, such as `/de/products/mug?currency=USD`. */
export function linkTo({ language, currency }: Pick<Place, "language" | "currency">, path: string): string {
  const prefix = language === languages[0] ? "" : `/${language}`;
  const [pathname = "/", query = ""] = path.split("?");
  const search = new URLSearchParams(query);
  if (currency !== null) search.set("currency", currency);
  const localized = pathname === "/" && prefix !== "" ? prefix : `${prefix}${pathname}`;
  return search.size > 0 ? `${localized}?${search}` : localized;
}
