/** Facts of the shop that every page shows: name, currencies, seller, pages and menu. They are asked for each minute, and kept while a service is away. */
import type { Logger } from "pino";
import type { StorefrontShopQuery } from "../generated/graphql.ts";
import { graphql } from "../generated/index.ts";
import type { LegalPage } from "../shop/legal/legal-pages.ts";
import type { Language } from "../shop/texts.ts";
import type { AskGraph } from "./graph.ts";

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
  /** The published pages, such as the imprint, as each language lists them. */
  pages: Readonly<Record<Language, readonly LegalPage[]>>;
  menu: readonly { slug: string; title: string }[];
};

// Two operations: while one service is away the other one answers.
const ShopDocument = graphql(`
  query StorefrontShop {
    shop {
      name
      currencies
      country
      pricesIncludeTax
      legalName
      address { line1 line2 city postalCode country }
      en: pages(language: "en") { slug title kind language }
      de: pages(language: "de") { slug title kind language }
    }
  }
`);
const MenuDocument = graphql(`
  query StorefrontMenu { collections(first: 7) { nodes { slug title } } }
`);

const everyMs = 60_000;
const retryMs = 2_000;

/** The facts before the shop has answered. */
export const unknownFacts: ShopFacts = {
  name: null,
  currencies: [],
  country: null,
  pricesIncludeTax: true,
  seller: null,
  pages: { en: [], de: [] },
  menu: [],
};

/** Starts asking; `current` is the newest answer of each service. */
export function followShopFacts(ask: AskGraph, log: Logger): { current(): ShopFacts; stop(): void } {
  let facts = unknownFacts;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function refresh(): Promise<void> {
    const [shop, menu] = await Promise.allSettled([ask(ShopDocument, {}), ask(MenuDocument, {})]);
    const read = {
      ...(shop.status === "fulfilled" && shop.value.data?.shop && factsOf(shop.value.data.shop)),
      ...(menu.status === "fulfilled" && menu.value.data?.collections && { menu: menu.value.data.collections.nodes }),
    };
    facts = { ...facts, ...read };
    const isComplete = "name" in read && "menu" in read;
    if (!isComplete) log.debug("storefront: the facts of the shop are not complete");
    if (!isStopped) timer = setTimeout(refresh, isComplete ? everyMs : retryMs);
  }

  void refresh();
  return {
    current: () => facts,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

type AskedShop = NonNullable<StorefrontShopQuery["shop"]>;

function factsOf({ legalName, address, en, de, ...shop }: AskedShop): Omit<ShopFacts, "menu"> {
  return {
    ...shop,
    seller: address ? { ...address, name: legalName ?? null, line2: address.line2 ?? null } : null,
    pages: { en, de },
  };
}
