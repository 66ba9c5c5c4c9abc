/** Pages that the law asks for, such as the terms: links to those that the shop has published. */
import { linkTo, type Place } from "../links.ts";

/** A page as the shop lists it. `language` is that of its text, which can be another one than was asked for. */
export type LegalPage = { slug: string; title: string; kind: string; language: string };

/** `lang` is given if the title is in another language than the page around the link. */
export type LegalLink = { href: string; title: string; lang: string | null };

/** The kinds to read before an order. */
export const kindsOfOrder = ["TERMS", "WITHDRAWAL", "PRIVACY"];
/** The kinds to read before there is an account. */
export const kindsOfAccount = ["TERMS", "PRIVACY"];

/** Links to the pages of these kinds, in the order of the kinds; to all pages without kinds. */
export function legalLinks(pages: readonly LegalPage[], place: Place, kinds?: readonly string[]): LegalLink[] {
  const listed = kinds ? kinds.flatMap((kind) => pages.filter((page) => page.kind === kind)) : pages;
  return listed.map(({ slug, title, language }) => ({
    href: linkTo(place, `/pages/${slug}`),
    title,
    lang: language === place.language ? null : language,
  }));
}
