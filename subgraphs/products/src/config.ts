/** Configuration of products: reads and checks the environment, the only file of the service that does. */

import { join } from "node:path";
import { processes } from "@hansa/contracts/processes";
import { removedVariables } from "@hansa/contracts/removed-variables";
import { accessVariables, findAccessFaults, monitoringAccess, subgraphAccess } from "@hansa/kit/server";
import {
  addressVariables,
  commonVariables,
  crashOf,
  folderOf,
  graphqlSettings,
  graphqlVariables,
  internalOrigins,
  portsOf,
  readEnvironment,
  readKeyRing,
} from "@hansa/kit/service";

const variables = {
  ...commonVariables,
  ...addressVariables(processes),
  ...graphqlVariables,
  ...accessVariables,
};

export type Config = ReturnType<typeof readConfig>;

/** Reads and checks all variables. Throws a ConfigError that names each invalid one. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const read = readEnvironment(variables, environment, {
    faultsIn: findAccessFaults,
    removed: removedVariables,
    keysOf: { self: "products", processes },
  });
  const folder = folderOf("products", read);
  return {
    host: read.HANSA_HOST,
    ports: portsOf("products", read, processes),
    innerOrigins: internalOrigins(read, processes),
    ring: readKeyRing("products", processes, environment),
    access: subgraphAccess(read),
    mayMonitor: monitoringAccess(read),
    logLevel: read.HANSA_LOG_LEVEL,
    graphql: graphqlSettings(read),
    crash: crashOf(read),
    storeFile: join(folder, "products.db"),
    mediaFolder: join(folder, "media"),
    uploadsFolder: join(folder, "uploads"),
  };
}
