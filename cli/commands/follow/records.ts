/** The records of a shop: statements on its stores, with one text for files and databases. */
import { CommandFailure } from "@hansa/kit/command-line";
import { findByText, openReadOnlyStore, type ReadOnlyStore, type Value } from "@hansa/kit/store";
import { type ShopService, shopServices } from "../../host/shop-services.ts";
import { type Environment, isThere, nameOfStore, storeOfService } from "../../host/store-places.ts";

export type Row = Record<string, Value>;
/** Texts, by their names in the statement: `:orderId`. */
type Values = Readonly<Record<string, string>>;

export type Records = {
  /** These columns of the rows that the statement finds. */
  all(service: ShopService, columns: readonly string[], statement: string, values: Values): Promise<Row[]>;
  close(): Promise<void>;
};

/** Opens the stores of the services. Throws if one is missing. */
export async function openRecords(data: string, environment: Environment): Promise<Records> {
  const stores = new Map<ShopService, ReadOnlyStore>();
  const close = async () => {
    for (const store of stores.values()) await store.close();
  };
  try {
    for (const service of shopServices) {
      const placed = storeOfService(service, data, environment);
      if (!(await isThere(placed))) throw new CommandFailure(`${data} has no ${nameOfStore(placed)}`);
      stores.set(service, await openReadOnlyStore(placed.place));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    all: async (service, columns, statement, values) => {
      const store = stores.get(service);
      if (store === undefined) throw new Error(`${service} has no store`);
      return store.read((db) => findByText(db, columns, statement, values));
    },
    close,
  };
}
