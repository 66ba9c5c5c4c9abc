/** Variables of the storefront: those that connect it with the routers and with mail, and all that its process may see. */
import { contractPaths } from "@hansa/contracts/graph-contracts";
import { apolloGateway, publicPort, type Service, storefront } from "../shop.mjs";
import { reachable } from "./health.ts";

/** All settings that its process reads (apps/storefront/server/config.ts). It answers the public, and is given no key and no secret of a service. */
const storefrontSettings: readonly string[] = [
  "HANSA_ENV",
  "HANSA_PORT",
  "HANSA_HOST",
  "HANSA_PRIVATE_HOST",
  "HANSA_LOG_LEVEL",
  "HANSA_DRAIN_MS",
  "HANSA_GRAPH_URL",
  "HANSA_PUBLIC_URL",
  "HANSA_CATALOGUE_LANGUAGE",
];

/** The environment of its process: of the settings of the shop only its own. */
export function environmentOfStorefront(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = Object.entries(environment);
  return Object.fromEntries(given.filter(([name]) => !name.startsWith("HANSA_") || storefrontSettings.includes(name)));
}

/**
 * The addresses of the storefronts for the routers, of the graph for the storefronts, and of the pages for mail; what the owner has set stays.
 * Behind Apollo's gateway, which passes on no page and has no contracts, links of mail would lead nowhere: mail carries codes then.
 */
export function storefrontVariables(
  { env, host, port }: { env: NodeJS.ProcessEnv; host: string; port: number },
  processes: readonly Service[],
): NodeJS.ProcessEnv {
  const storefronts = processes.filter(({ name }) => name === storefront.name);
  const gateways = processes.filter(({ isGateway }) => isGateway);
  const addressesOf = (services: readonly Service[], path = "") =>
    services.map((each) => `http://${reachable(host)}:${publicPort(each, port)}${path}`).join(",");
  if (storefronts.length === 0 || gateways.length === 0) return {};
  const isApollo = gateways.includes(apolloGateway);
  const graph = { HANSA_GRAPH_URL: addressesOf(gateways, isApollo ? contractPaths.ALL : contractPaths.PUBLIC) };
  // The address of this machine is none for the buyers of a shop in production.
  const address = env.HANSA_PUBLIC_URL || (env.HANSA_ENV === "production" ? "" : `http://127.0.0.1:${port}`);
  const pages = {
    HANSA_STOREFRONT_ORIGINS: addressesOf(storefronts),
    ...(address ? { HANSA_STOREFRONT_URL: address } : {}),
  };
  const variables: NodeJS.ProcessEnv = isApollo ? graph : { ...graph, ...pages };
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !env[name]));
}
