/** The pages in development, and all that they ask: opened anew after an edit of any file that they are made of. */
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { BuiltFiles } from "../server/built-files.ts";
import type { Config } from "../server/config.ts";
import { openGraph } from "../server/graph.ts";
import { openReadiness } from "../server/lifecycle.ts";
import type { Metrics } from "../server/metrics.ts";
import { openPublicListener } from "../server/public-listener.ts";
import { followShopFacts } from "../server/shop-facts.ts";
import type { ShopFacts } from "../shop/facts.ts";

type SiteParts = {
  config: Config;
  log: Logger;
  metrics: Metrics;
  /** The modules that the pages before the edit knew. */
  facts: ShopFacts | undefined;
};

export type Site = { pages: FastifyInstance; facts(): ShopFacts; close(): Promise<void> };

/** The sources, which Vite sends as modules: no page needs to name those of its islands. */
const sources: BuiltFiles = {
  build: null,
  script: "/browser/main.ts",
  styles: ["/browser/styles.css"],
  island: () => [],
};

/** Opens them; they do not listen. */
export async function openSite({ config, log, metrics, facts }: SiteParts): Promise<Site> {
  const graph = openGraph(config.graphUrls);
  const followed = followShopFacts(graph({}), log, facts);
  const { publicUrl, catalogueLanguage } = config;
  const parts = { log, metrics, graph, facts: followed.current, publicUrl, catalogueLanguage };
  const pages = await openPublicListener({ ...parts, files: sources });
  openReadiness(pages, () => true);
  await pages.ready();
  return {
    pages,
    facts: followed.current,
    close: async () => {
      followed.stop();
      await pages.close();
    },
  };
}
