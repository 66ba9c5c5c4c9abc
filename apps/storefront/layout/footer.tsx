/** The footer of all pages: the choice of language and currency. */
import type { ShopFacts } from "../server/shop-facts.ts";
import { linkTo, type Place } from "../shop/links.ts";
import { languages } from "../shop/texts.ts";
import { layoutTexts } from "./texts.ts";

const link = "inline-flex min-h-11 items-center underline-offset-4 hover:underline aria-[current]:font-semibold";

export function Footer({ place, facts }: { place: Place; facts: ShopFacts }) {
  const texts = layoutTexts[place.language];
  const [usual] = facts.currencies;
  return (
    <footer className="border-t border-line">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap gap-x-10 gap-y-2 px-4 py-6 text-sm sm:px-6">
        <a href={linkTo(place, "/withdrawal")} className={link}>
          {texts.withdrawal}
        </a>
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
                    href={linkTo({ ...place, currency: currency === usual ? null : currency }, place.path)}
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
