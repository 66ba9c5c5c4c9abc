/** The header of all pages: name, search, account, cart, and collections, which phones fold away. At the checkout it has no way out but the cart. */
import { Island } from "@hansa/front/islands";
import type { ShopFacts } from "../shop/facts.ts";
import { linkTo, type Place } from "../shop/links.ts";
import { listTexts } from "../shop/lists/texts.ts";
import { Icon } from "./elements/icon.tsx";
import { AccountLink } from "./islands/account-link.tsx";
import { CartBadge } from "./islands/cart-badge.tsx";
import { SearchField } from "./search/islands/search-field.tsx";
import { layoutTexts } from "./texts.ts";

type HeaderProps = { place: Place; facts: ShopFacts };

export function Header({ place, facts }: HeaderProps) {
  const texts = layoutTexts[place.language];
  return (
    <header className="border-b border-line">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-1 px-4 py-2 sm:px-6 md:gap-x-6 md:pt-4">
        <button
          type="button"
          popoverTarget={menuId}
          className="unfolds -ms-2 inline-flex size-11 rounded-full border border-transparent cursor-pointer items-center justify-center md:hidden"
        >
          <Icon of="menu" />
          <span className="sr-only">{texts.menu}</span>
        </button>
        <Name place={place} facts={facts} />
        <Search place={place} />
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
        <Menu place={place} facts={facts} />
      </div>
    </header>
  );
}

function Name({ place, facts }: HeaderProps) {
  const name = facts.name ?? layoutTexts[place.language].shop;
  return (
    <a
      href={linkTo(place, "/")}
      className={`min-w-0 grow font-serif text-2xl font-bold wrap-anywhere md:grow-0 ${facts.logo ? "basis-0 md:basis-auto" : ""}`}
    >
      {facts.logo ? <img src={facts.logo} alt={name} width={160} height={40} className="logo" /> : name}
    </a>
  );
}

const menuId = "menu";
const menuLink = "inline-flex min-h-11 items-center wrap-anywhere underline-offset-4 hover:underline";

/** The collections. On phones they fold away, without a script. */
function Menu({ place, facts }: HeaderProps) {
  const texts = layoutTexts[place.language];
  return (
    <nav id={menuId} popover="auto" aria-label={texts.menu} className="folded w-full">
      <ul className="flex flex-col gap-x-4 md:flex-row md:flex-wrap md:text-sm lg:gap-x-6">
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
  );
}

/** The form of a search; on phones a link to it. The page of the search has its own. */
function Search({ place }: { place: Place }) {
  const { language, currency, path } = place;
  if (/^\/search\b/.test(path)) return <span className="md:grow" />;
  return (
    <>
      <a href={linkTo(place, "/search")} className="inline-flex size-11 items-center justify-center md:hidden">
        <Icon of="search" />
        <span className="sr-only">{layoutTexts[language].search}</span>
      </a>
      <Island
        name="search-field"
        of={SearchField}
        className="hidden grow md:block"
        waitsForFocus
        props={{
          language,
          query: "",
          isCompact: true,
          action: linkTo({ ...place, currency: null }, "/search"),
          currency,
          productLink: linkTo(place, "/products/SLUG"),
        }}
      />
    </>
  );
}

/** Signing in leads back to the page: not to one that signs in or up itself. */
function signInPath(path: string): string {
  const leadsBack = !/^\/(account|verify-email|confirm-email|reset-password)\b/.test(path);
  return leadsBack ? `/account/sign-in?return=${encodeURIComponent(path)}` : "/account/sign-in";
}

/** The header of a page that a buyer should finish. */
export function QuietHeader({ place, facts }: HeaderProps) {
  return (
    <header className="border-b border-line">
      <div className="mx-auto flex w-full max-w-6xl items-center justify-between gap-4 px-4 py-2 sm:px-6">
        <Name place={place} facts={facts} />
        <Island name="cart-badge" of={CartBadge} props={{ language: place.language, href: linkTo(place, "/cart") }} />
      </div>
    </header>
  );
}
