/** The header of all pages: name, collections, search, account and cart. */
import { Island } from "@hansa/front/islands";
import type { ShopFacts } from "../shop/facts.ts";
import { linkTo, type Place } from "../shop/links.ts";
import { listTexts } from "../shop/lists/texts.ts";
import { AccountLink } from "./islands/account-link.tsx";
import { CartBadge } from "./islands/cart-badge.tsx";
import { layoutTexts } from "./texts.ts";

const menuLink = "inline-flex min-h-11 items-center whitespace-nowrap text-sm underline-offset-4 hover:underline";

export function Header({ place, facts }: { place: Place; facts: ShopFacts }) {
  const texts = layoutTexts[place.language];
  return (
    <header className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-3 gap-y-2 px-4 sm:gap-x-6 py-4 sm:px-6">
      <a href={linkTo(place, "/")} className="min-w-0 font-serif text-2xl font-bold wrap-anywhere">
        {facts.name ?? texts.shop}
      </a>
      <nav aria-label={texts.menu} className="order-last w-full overflow-x-auto lg:order-none lg:w-auto lg:grow">
        <ul className="flex gap-x-5">
          {facts.menu.map(({ slug, title }) => (
            <li key={slug}>
              <a href={linkTo(place, `/collections/${slug}`)} lang={place.catalogueLang} className={menuLink}>
                {title}
              </a>
            </li>
          ))}
          {facts.hasMoreCollections ? (
            <li>
              <a href={linkTo(place, "/collections")} className={menuLink}>
                {listTexts[place.language].collections}
              </a>
            </li>
          ) : null}
        </ul>
      </nav>
      <div className="ms-auto flex items-center gap-3 sm:gap-5">
        <a
          href={linkTo(place, "/search")}
          className="inline-flex min-h-11 items-center text-sm underline-offset-4 hover:underline"
        >
          {texts.search}
        </a>
        <Island
          name="account-link"
          of={AccountLink}
          props={{
            language: place.language,
            accountHref: linkTo(place, "/account"),
            signInHref: linkTo(place, signInPath(place.path)),
          }}
        />
        <Island name="cart-badge" of={CartBadge} props={{ language: place.language, href: linkTo(place, "/cart") }} />
      </div>
    </header>
  );
}

/** Signing in leads back to the page: not to one that signs in or up itself. */
function signInPath(path: string): string {
  const leadsBack = !/^\/(account|verify-email|confirm-email|reset-password)\b/.test(path);
  return leadsBack ? `/account/sign-in?return=${encodeURIComponent(path)}` : "/account/sign-in";
}
