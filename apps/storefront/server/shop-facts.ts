/** Asks for the facts of the shop each minute, and keeps them while a service is away. */
import type { Logger } from "pino";
import type { StorefrontMenuQuery, StorefrontShopQuery } from "../generated/graphql.ts";
import { graphql } from "../generated/index.ts";
import type { AskGraph } from "../shop/ask-graph.ts";
import { type ShopFacts, unknownFacts } from "../shop/facts.ts";

// Two operations: while one service is away the other one answers.
const ShopDocument = graphql(`
  query StorefrontShop {
    home: shopPage(slug: "home") { kind }
    shop {
      name
      currencies
      country
      pricesIncludeTax
      returnDays
      supportEmail
      logo
      favicon
      accentColor
      themeColor
      legalName
      address { line1 line2 city postalCode country }
      en: pages(language: "en") { slug title kind language }
      de: pages(language: "de") { slug title kind language }
    }
  }
`);
const MenuDocument = graphql(`
  query StorefrontMenu { collections(first: 7) { nodes { slug title } pageInfo { hasNextPage } } }
`);

const everyMs = 60_000;
const retryMs = 2_000;

/** Starts asking; `current` is the newest answer of each service, at first what is known already. */
export function followShopFacts(
  ask: AskGraph,
  log: Logger,
  known: ShopFacts = unknownFacts,
): { current(): ShopFacts; stop(): void } {
  let facts = known;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function refresh(): Promise<void> {
    const [shop, menu] = await Promise.allSettled([ask(ShopDocument, {}), ask(MenuDocument, {})]);
    const read = {
      ...(shop.status === "fulfilled" && shop.value.data?.shop && factsOf(shop.value.data.shop)),
      ...(shop.status === "fulfilled" && shop.value.data?.shop && { hasHome: shop.value.data.home?.kind === "HOME" }),
      ...(menu.status === "fulfilled" && menu.value.data?.collections && menuOf(menu.value.data.collections)),
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

type FactsOfShop = Omit<ShopFacts, "hasHome" | "menu" | "hasMoreCollections">;

function factsOf({ legalName, address, en, de, ...shop }: AskedShop): FactsOfShop {
  return {
    ...shop,
    seller: address ? { ...address, name: legalName ?? null, line2: address.line2 ?? null } : null,
    pages: { en, de },
  };
}

type AskedMenu = NonNullable<StorefrontMenuQuery["collections"]>;

function menuOf({ nodes, pageInfo }: AskedMenu): Pick<ShopFacts, "menu" | "hasMoreCollections"> {
  return { menu: nodes, hasMoreCollections: pageInfo.hasNextPage };
}
