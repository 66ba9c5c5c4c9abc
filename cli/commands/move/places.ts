/** The two places of each store that has a database: its file in a data folder, and its schema. */
import path from "node:path";
import { type Caller, processNames } from "@hansa/contracts/processes";
import { CommandFailure } from "@hansa/kit/command-line";
import { commonVariables, readEnvironment, storePlace } from "@hansa/kit/service";
import { hasStore, nameOfPlace, type Transfer } from "@hansa/kit/store";
import { environmentFor } from "../../host/keys/key-folder.ts";
import { requiredStores, root, services } from "../../host/shop.mjs";

export type Environment = Readonly<Record<string, string | undefined>>;
/** `store` is the path of the file in a data folder. The database is opened for a move while a file is there. */
export type NamedTransfer = Transfer & { service: Caller };

/** The store of a router holds no facts of the shop: it begins anew at its other place. */
const notMoved = new Set<Caller>(["router"]);

/**
 * The stores with a database, in the order of the services; their files are in `folder`, and the keys of the shop in `data`. Throws if the variables
 * of one are wrong, or none has a database.
 */
export function transfersOf(folder: string, environment: Environment, data = folder): NamedTransfer[] {
  const transfers = processNames
    .filter((service) => !notMoved.has(service))
    .flatMap((service) => placesOf(service, folder, environmentFor(service, environment, data)));
  if (transfers.length === 0)
    throw new CommandFailure(
      "no store has a database: set HANSA_<SERVICE>_DATABASE_URL for each that has one (docs/owners/postgresql.md)",
    );
  return transfers;
}

/** A database of the shop that has a store already, in words; undefined if none has. */
export async function findUsed(data: string, environment: Environment): Promise<string | undefined> {
  for (const { database } of transfersOf(data, environment)) if (await hasStore(database)) return nameOfPlace(database);
  return undefined;
}

function placesOf(service: Caller, folder: string, environment: Environment): NamedTransfer[] {
  const read = readEnvironment(commonVariables, environment, { databaseOf: service });
  const stores = services.find(({ name }) => name === service)?.stores ?? [];
  return stores.flatMap(({ file, migrations }, at) => {
    const database = storePlace(service, read, environment, at === 0 ? undefined : further(file));
    if (database.engine !== "pg") return [];
    const places = { file: path.join(folder, file), database: { ...database, file: undefined } };
    const isRequired = requiredStores.includes(file);
    return [{ service, store: file, ...places, migrations: path.join(root, migrations), isRequired }];
  });
}

/** The schema of a further store of a process has the first word of its file's name. */
function further(store: string): { file: string; schema: string } {
  const file = path.basename(store, ".db");
  return { file, schema: file.replace(/-.*/, "") };
}
