/** The storefront as one unit: its public listener with pages and files, and its private one with health and metrics. */
import { pino } from "pino";
import { readBuiltFiles } from "./built-files.ts";
import { type Config, readConfig } from "./config.ts";
import { followFormerBuilds } from "./former-builds.ts";
import { openGraph } from "./graph.ts";
import { closeListener, openReadiness } from "./lifecycle.ts";
import { createMetrics } from "./metrics.ts";
import { openPrivateListener } from "./private-listener.ts";
import { openPublicListener } from "./public-listener.ts";
import { followShopFacts } from "./shop-facts.ts";

export type Storefront = {
  /** Serves on, but is not ready any more. */
  drain(): void;
  /** Closes both listeners after the requests in progress. */
  stop(): Promise<void>;
};

/** Starts a storefront by these variables; resolves when it listens. Throws if one is invalid, or a port is taken. */
export function startStorefront(environment: Readonly<Record<string, string | undefined>>): Promise<Storefront> {
  return start(readConfig(environment));
}

async function start(config: Config): Promise<Storefront> {
  const log = pino({ level: config.logLevel, base: { service: "storefront" } });
  const metrics = createMetrics();
  let isReady = true;
  const state = { isReady: () => isReady };
  const graph = openGraph(config.graphUrls);
  const facts = followShopFacts(graph({}), log);
  const { build } = readBuiltFiles();
  const origins = config.graphUrls.map((url) => new URL(url).origin);
  const formerBuilds = followFormerBuilds({ own: build ?? "", origins, log });
  const pages = await openPublicListener({
    log,
    formerBuilds,
    metrics,
    graph,
    facts: facts.current,
    publicUrl: config.publicUrl,
    catalogueLanguage: config.catalogueLanguage,
  });
  openReadiness(pages, state.isReady);
  const health = await openPrivateListener({ ...state, host: config.privateHost, metrics });
  const close = async () => {
    facts.stop();
    formerBuilds.stop();
    await Promise.all([closeListener(pages), closeListener(health)]);
  };
  try {
    await pages.listen({ host: config.host, port: config.port });
    await health.listen({ host: config.privateHost, port: config.privatePort });
  } catch (error) {
    await close();
    throw error;
  }
  log.info({ port: config.port }, "storefront: ready");
  return {
    drain: () => {
      isReady = false;
    },
    stop: () => {
      isReady = false;
      return close();
    },
  };
}
