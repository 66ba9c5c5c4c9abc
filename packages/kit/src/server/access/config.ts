/** Configuration of the access to a service: to its graph, of the router alone or of any gateway too, and to its metrics. */
import proxyAddr from "@fastify/proxy-addr";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { plainAddress } from "../../identity/client-network.ts";
import type { TrustedProxies } from "../../identity/origin.ts";

/** A wrong default would let clients forge their address, or count all of them as one. */
export const needsProxies =
  "say how many proxies stand before the router (0 if clients reach it directly), or name their networks, such as 203.0.113.0/24";
const needsProxiesOfService =
  "HANSA_SUBGRAPH_ACCESS=bearer: say how many proxies and gateways stand before the service (0 if clients reach it directly), or name their networks";

/** How many proxies stand before a process, or which. */
export const proxiesVariable = z
  .string()
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text.split(",").map((name) => name.trim())))
  .pipe(z.union([z.int().max(10), z.array(z.string().refine(isNetwork))], needsProxies))
  .optional();

/** Addresses and networks whose requests for metrics and health an internal port answers, besides those of its own machine. */
const monitoringNetworks = z
  .string()
  .transform((text) => text.split(",").map((name) => name.trim()))
  .pipe(z.array(z.string().refine(isNetwork, "name addresses or networks, such as 10.0.0.0/8 or uniquelocal")))
  .default([]);

/** Variables of every service about the access to it. */
export const accessVariables = {
  HANSA_SUBGRAPH_ACCESS: z.enum(["signed", "bearer"]).default("signed"),
  HANSA_MONITORING_NETWORKS: monitoringNetworks,
  HANSA_TRUST_PROXY: proxiesVariable,
};

/**
 * The access to a service's graph. `signed`: the router alone. `bearer`: every sender too, identified by access token. Internal ports stay signed
 * in both.
 */
export type SubgraphAccess =
  | { mode: "signed" }
  | { mode: "bearer"; isProduction: boolean; trustedProxies: TrustedProxies };

type Read = z.infer<z.ZodObject<typeof accessVariables>> & { HANSA_ENV: "development" | "production" };

/** The access that was read. */
export function subgraphAccess({ HANSA_SUBGRAPH_ACCESS, HANSA_TRUST_PROXY, HANSA_ENV }: Read): SubgraphAccess {
  if (HANSA_SUBGRAPH_ACCESS === "signed") return { mode: "signed" };
  return { mode: "bearer", isProduction: HANSA_ENV === "production", trustedProxies: HANSA_TRUST_PROXY ?? 0 };
}

/** Whether an address may read the metrics and the health of a service, which ask for no authentication. */
export type MayMonitor = (address: string) => boolean;

/** The addresses of this machine and of the networks that were named. */
export function monitoringAccess({ HANSA_MONITORING_NETWORKS }: Read): MayMonitor {
  const isNamed = proxyAddr.compile(["loopback", ...HANSA_MONITORING_NETWORKS]);
  return (address) => isNamed(address, 0);
}

/** The faults of these variables together: in production, bearer access names its proxies. */
export function findAccessFaults(
  variables: Readonly<Record<string, string | undefined>>,
): readonly { variable: string; reason: string }[] {
  const isBearer = variables.HANSA_ENV === "production" && variables.HANSA_SUBGRAPH_ACCESS === "bearer";
  return isBearer && variables.HANSA_TRUST_PROXY === undefined
    ? [{ variable: "HANSA_TRUST_PROXY", reason: needsProxiesOfService }]
    : [];
}

/** Whether the text names a proxy: an address, a network, or one of the names that Fastify knows. */
function isNetwork(text: string): boolean {
  const isNamed = ["loopback", "linklocal", "uniquelocal"].includes(text);
  return isNamed || ipaddr.isValidCIDR(text) || plainAddress(text) === text;
}
