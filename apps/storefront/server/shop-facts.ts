/** Facts of the shop that every page shows: its name, currencies and menu. They are asked for each minute, and kept while a service is away. */
import type { Logger } from "pino";
import { graphql } from "../generated/index.ts";
import type { AskGraph } from "./graph.ts";

export type ShopFacts = {
  /** Null until the shop has answered once. */
  name: string | null;
  /** The first is the shop's usual one; empty until the shop has answered once. */
  currencies: readonly string[];
  country: string | null;
  pricesIncludeTax: boolean;
  menu: readonly { slug: string; title: string }[];
};

// Two operations: while one service is away the other one answers.
const ShopDocument = graphql(`
  query StorefrontShop { shop { name currencies country pricesIncludeTax } }
`);
const MenuDocument = graphql(`
  query StorefrontMenu { collections(first: 7) { nodes { slug title } } }
`);

const everyMs = 60_000;
const retryMs = 2_000;

/** Starts asking; `current` is the newest answer of each service. */
export function followShopFacts(ask: AskGraph, log: Logger): { current(): ShopFacts; stop(): void } {
  let facts: ShopFacts = { name: null, currencies: [], country: null, pricesIncludeTax: true, menu: [] };
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function refresh(): Promise<void> {
    const [shop, menu] = await Promise.allSettled([ask(ShopDocument, {}), ask(MenuDocument, {})]);
    const read = {
      ...(shop.status === "fulfilled" && shop.value.data?.shop),
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
