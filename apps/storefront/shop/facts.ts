/** Facts of the shop that every page shows: name, currencies, seller, pages and menu. */
import type { LegalPage } from "./legal/legal-pages.ts";
import type { Language } from "./texts.ts";

type Seller = {
  name: string | null;
  line1: string;
  line2: string | null;
  city: string;
  postalCode: string;
  country: string;
};

export type ShopFacts = {
  /** Null until the shop has answered once. */
  name: string | null;
  /** The first is the shop's usual one; empty until the shop has answered once. */
  currencies: readonly string[];
  country: string | null;
  pricesIncludeTax: boolean;
  /** Null until the owner has set the address, and until the shop has answered once. */
  seller: Seller | null;
  /** Days after the delivery in which a return can be asked for; null until the shop has answered once. */
  returnDays: number | null;
  supportEmail: string | null;
  /** The published pages, such as the imprint, as each language lists them. */
  pages: Readonly<Record<Language, readonly LegalPage[]>>;
  /** Whether staff have published a home page of sections; false until the shop has answered once. */
  hasHome: boolean;
  menu: readonly { slug: string; title: string }[];
  /** Whether there are more collections than the menu has. */
  hasMoreCollections: boolean;
  /** Paths of pictures in the shop's media; null where the owner has set none. */
  logo: string | null;
  favicon: string | null;
  /** Colours as `#rrggbb`; null where the owner has set none. */
  accentColor: string | null;
  themeColor: string | null;
};

/** The facts before the shop has answered. */
export const unknownFacts: ShopFacts = {
  name: null,
  currencies: [],
  country: null,
  pricesIncludeTax: true,
  seller: null,
  returnDays: null,
  supportEmail: null,
  pages: { en: [], de: [] },
  hasHome: false,
  menu: [],
  hasMoreCollections: false,
  logo: null,
  favicon: null,
  accentColor: null,
  themeColor: null,
};
