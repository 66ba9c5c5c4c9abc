/** The footer of all pages: links to the pages of the shop, its address, and the choice of language and currency. */

import { AddressLines } from "../shop/elements/address-lines.tsx";
import type { ShopFacts } from "../shop/facts.ts";
import { legalLinks } from "../shop/legal/legal-pages.ts";
import { linkTo, type Place } from "../shop/links.ts";
import { pathWithPlace } from "../shop/lists/listing.ts";
import { languages } from "../shop/texts.ts";
import { layoutTexts } from "./texts.ts";

const link =
  "inline-flex min-h-11 items-center wrap-anywhere underline-offset-4 hover:underline aria-[current]:font-semibold";

export function Footer({ place, facts }: { place: Place; facts: ShopFacts }) {
  const texts = layoutTexts[place.language];
  const [usual] = facts.currencies;
  // A list that is sorted by price has no such place in another currency.
  const firstPath = pathWithPlace(place.path, null);
  return (
    <footer className="border-t border-line">
      <div className="mx-auto grid w-full max-w-6xl gap-x-10 gap-y-6 px-4 pt-6 text-sm sm:px-6 md:grid-cols-[1fr_auto]">
        <nav aria-label={texts.information}>
          <ul className="flex flex-wrap gap-x-6">
            <li>
              <a href={linkTo(place, "/withdrawal")} className={link}>
                {texts.withdrawal}
              </a>
            </li>
            {legalLinks(facts.pages[place.language], place).map(({ href, title, lang }) => (
              <li key={href}>
                <a href={href} lang={lang ?? undefined} className={link}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {facts.seller ? (
          <div className="text-muted">
            <AddressLines address={facts.seller} language={place.language} />
          </div>
        ) : null}
      </div>
      <div className="mx-auto flex w-full max-w-6xl flex-wrap gap-x-10 gap-y-2 px-4 py-6 text-sm sm:px-6">
        <nav aria-label={texts.language}>
          <ul className="flex gap-4">
            {languages.map((language) => (
              <li key={language}>
                <a
                  href={linkTo({ ...place, language }, place.path)}
                  lang={language}
                  hrefLang={language}
                  aria-current={language === place.language ? "true" : undefined}
                  className={link}
                >
                  {new Intl.DisplayNames(language, { type: "language" }).of(language)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {facts.currencies.length > 1 ? (
          <nav aria-label={texts.currency}>
            <ul className="flex gap-4">
              {facts.currencies.map((currency) => (
                <li key={currency}>
                  <a
                    href={linkTo({ ...place, currency: currency === usual ? null : currency }, firstPath)}
                    aria-current={currency === (place.currency ?? usual) ? "true" : undefined}
                    className={link}
                  >
                    {currency}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        ) : null}
      </div>
    </footer>
  );
}
