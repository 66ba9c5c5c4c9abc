/** The part of the configuration that every service has: variables, and what follows from them. */
import type { z } from "zod";
import type { Processes } from "../runtime/processes.ts";
import { accessVariables, monitoringAccess, subgraphAccess } from "../server/access/config.ts";
import { addressVariables, internalOrigins, portsOf } from "./addresses.ts";
import { commonVariables, crashOf, readKeyRing, storePlace } from "./config.ts";
import { graphqlConfig, graphqlVariables } from "./graphql-config.ts";

/** The variables that every service reads. */
export function serviceVariables(processes: Processes) {
  return { ...commonVariables, ...addressVariables(processes), ...graphqlVariables, ...accessVariables };
}

type Read = z.infer<z.ZodObject<ReturnType<typeof serviceVariables>>>;

export type ServiceConfig<Name extends string = string> = ReturnType<typeof serviceConfig<Name>>;

/** The part that every service has, from its environment. Call it after `readEnvironment` has found no fault. */
export function serviceConfig<Name extends string>(
  self: Name,
  processes: Processes<Name>,
  read: Read,
  environment: Readonly<Record<string, string | undefined>>,
) {
  return {
    production: read.HANSA_ENV === "production",
    host: read.HANSA_HOST,
    ports: portsOf(self, read, processes),
    internalOrigins: internalOrigins(read, processes),
    ring: readKeyRing(self, processes, environment),
    access: subgraphAccess(read),
    mayMonitor: monitoringAccess(read),
    logLevel: read.HANSA_LOG_LEVEL,
    graphql: graphqlConfig(read),
    crash: crashOf(read),
    store: storePlace(self, read, environment),
  };
}
