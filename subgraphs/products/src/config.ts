/** Configuration of products: reads and checks the environment, the only file of the service that does. */
import { join } from "node:path";
import { processes } from "@hansa/contracts/processes";
import { removedVariables } from "@hansa/contracts/removed-variables";
import { findAccessFaults } from "@hansa/kit/server";
import { folderOf, readEnvironment, serviceConfig, serviceVariables } from "@hansa/kit/service";

const variables = {
  ...serviceVariables(processes),
};

/** Reads and checks all variables. Throws a ConfigError that names each invalid one. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const read = readEnvironment(variables, environment, {
    faultsIn: findAccessFaults,
    removed: removedVariables,
    keysOf: { self: "products", processes },
    databaseOf: "products",
  });
  const folder = folderOf("products", read);
  return {
    ...serviceConfig("products", processes, read, environment),
    mediaFolder: join(folder, "media"),
    renditionsFolder: join(folder, "renditions"),
    uploadsFolder: join(folder, "uploads"),
  };
}
