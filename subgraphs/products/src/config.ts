/** Configuration of products: reads and checks the environment, the only file of the service that does. */

import { join } from "node:path";
import { currencyList } from "@hansa/commerce/currency-list";
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
import { z } from "zod";

const variables = {
  ...commonVariables,
  ...addressVariables(processes),
  ...graphqlVariables,
  ...accessVariables,
  HANSA_CURRENCIES: currencyList.default(["EUR", "USD", "GBP", "JPY"]),
  HANSA_LOW_STOCK: z.coerce.number().int().min(0).default(5),
  HANSA_HOLD_LIMIT: z.coerce.number().int().min(1).default(100_000),
};

/** Limits that the operator of the shop sets. */
export type Rules = {
  /** The maximum number of units reserved at once for one customer or guest cart. */
  maxReservedUnits: number;
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
    firstSettings: {
      currencies: read.HANSA_CURRENCIES,
      lowStock: read.HANSA_LOW_STOCK,
    },
    rules: {
      maxReservedUnits: read.HANSA_HOLD_LIMIT,
    } satisfies Rules,
  };
}
