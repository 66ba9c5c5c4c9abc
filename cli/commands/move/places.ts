/** The two places of each store that has a database: its file in a data folder, and its schema. */
import path from "node:path";
import type { Caller } from "@hansa/contracts/processes";
import { CommandFailure } from "@hansa/kit/command-line";
import { hasStore, nameOfPlace, type Transfer } from "@hansa/kit/store";
import { type Environment, type PlacedStore, storesOfShop } from "../../host/store-places.ts";

/** `store` is the path of the file in a data folder. The database is opened for a move while a file is there. */
export type NamedTransfer = Transfer & { service: Caller };

/**
 * The stores with a database, in the order of the services; their files are in `folder`, and the keys of the shop in `data`. Throws if the variables
 * of one are wrong, or none has a database.
 */
export function transfersOf(folder: string, environment: Environment, data = folder): NamedTransfer[] {
  const transfers = storesOfShop(data, environment)
    // The store of a router holds no facts of the shop: it begins anew at its other place.
    .filter(({ service }) => service !== "router")
    .flatMap((one) => transferInto(folder, one));
  if (transfers.length === 0)
    throw new CommandFailure(
      "no store has a database: set HANSA_<SERVICE>_DATABASE_URL for each that has one (docs/owners/postgresql.md)",
    );
  return transfers;
}

/** The transfer of a store between its database and a folder; none of a store in a file. */
export function transferInto(folder: string, { place, ...named }: PlacedStore): NamedTransfer[] {
  if (place.engine === "sqlite") return [];
  return [{ ...named, file: path.join(folder, named.store), database: { ...place, file: undefined } }];
}

/** A database of the shop that has a store already, in words; undefined if none has. */
export async function findUsed(data: string, environment: Environment): Promise<string | undefined> {
  for (const { database } of transfersOf(data, environment)) if (await hasStore(database)) return nameOfPlace(database);
  return undefined;
}
