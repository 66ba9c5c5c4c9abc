/** The places of the stores of a shop: a file in the folder of its process, or the database that the variables of the process name. */
import { existsSync } from "node:fs";
import path from "node:path";
import { type Caller, processNames } from "@hansa/contracts/processes";
import { commonVariables, readEnvironment, storePlace } from "@hansa/kit/service";
import {
  hasStore,
  nameOfPlace,
  openReadOnlyStore,
  openSchema,
  type ReadOnlyStore,
  type StorePlace,
} from "@hansa/kit/store";
import { inDatabases } from "./databases.ts";
import { environmentFor } from "./keys/key-folder.ts";
import { requiredStores, root, routerStores, services } from "./shop.mjs";

export type Environment = Readonly<Record<string, string | undefined>>;
/** `store` is the path of the file in a data folder. A shop that has run has rows in a store that `isRequired`. */
export type PlacedStore = {
  service: Caller;
  store: string;
  place: StorePlace;
  migrations: string;
  isRequired: boolean;
};
export type DatabasePlace = Extract<StorePlace, { engine: "pg" }>;

/** The stores of all processes in their order, of the router that of the first one. Throws if the variables of a database are wrong. */
export function storesOfShop(data: string, environment: Environment): PlacedStore[] {
  const elsewhere = inDatabases(environment, data);
  return processNames.flatMap((service) => {
    const own = environmentFor(service, environment, data);
    if (elsewhere.includes(service)) readEnvironment(commonVariables, own, { databaseOf: service });
    const stores = services.find(({ name }) => name === service)?.stores ?? [];
    return stores.map(({ file, migrations }, at) => ({
      service,
      store: file,
      place: storePlace(service, { HANSA_DATA: data }, own, at === 0 ? undefined : further(file)),
      migrations: path.join(root, migrations),
      isRequired: requiredStores.includes(file),
    }));
  });
}

/** The store of one service. */
export function storeOfService(service: Caller, data: string, environment: Environment): PlacedStore {
  const found = storesOfShop(data, environment).find((each) => each.service === service);
  if (found === undefined) throw new Error(`${service} has no store`);
  return found;
}

/** The stores of all routers that are there. */
export async function storesOfRouters(data: string, environment: Environment): Promise<PlacedStore[]> {
  const first = storeOfService("router", data, environment);
  const { place } = first;
  if (place.engine === "sqlite")
    return routerStores(data).map((store) => ({
      ...first,
      store,
      place: { engine: "sqlite", file: path.join(data, store) },
    }));
  const schema = await openSchema(place);
  await schema.close();
  const prefix = place.schema === "public" ? "" : `${place.schema}_`;
  const ofFurther = new RegExp(`^${prefix}router_[1-9]\\d?$`);
  return schema.schemas
    .filter((name) => name === place.schema || ofFurther.test(name))
    .map((name) => ({ ...first, place: { ...place, schema: name } }));
}

/** Whether the store was ever opened. Throws if its server cannot be reached. */
export async function isThere({ place }: Pick<PlacedStore, "place">): Promise<boolean> {
  return place.engine === "sqlite" ? existsSync(place.file) : hasStore(place);
}

/** Reads a store, and closes it again. */
export async function readStore<T>(place: StorePlace, use: (store: ReadOnlyStore) => Promise<T>): Promise<T> {
  const store = await openReadOnlyStore(place);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** The name of a store's place for people: of a file in the data folder its path there. */
export function nameOfStore({ store, place }: Pick<PlacedStore, "store" | "place">): string {
  return place.engine === "sqlite" ? store : nameOfPlace(place);
}

/** The schema of a further store of a process has the first word of its file's name. */
function further(store: string): { file: string; schema: string } {
  const file = path.basename(store, ".db");
  return { file, schema: file.replace(/-.*/, "") };
}
