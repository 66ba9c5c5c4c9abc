/** Links and properties of the pages of an account. */
import { linkTo, type Place } from "../../shop/links.ts";
import type { Language } from "../../shop/texts.ts";

export const accountParts = ["overview", "orders", "addresses", "cards", "settings"] as const;

export type AccountPart = (typeof accountParts)[number];

/** `order` has the place of a number in it; `signIn` leads back to the page. */
export type AccountLinks = Readonly<Record<AccountPart | "home" | "order" | "signIn" | "register", string>>;

/** The properties of each page. `country` is the one of the first form of an address. */
export type AccountProps = { language: Language; links: AccountLinks; country: string };

export function accountLinks(place: Place): AccountLinks {
  return {
    overview: linkTo(place, "/account"),
    orders: linkTo(place, "/account/orders"),
    addresses: linkTo(place, "/account/addresses"),
    cards: linkTo(place, "/account/cards"),
    settings: linkTo(place, "/account/settings"),
    home: linkTo(place, "/"),
    order: linkTo(place, "/orders/NUMBER"),
    signIn: linkTo(place, `/account/sign-in?return=${encodeURIComponent(place.path)}`),
    register: linkTo(place, "/account/register"),
  };
}
