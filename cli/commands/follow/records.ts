/** The records of a shop: statements on its stores, with one text for files and databases. */
import { CommandFailure } from "@hansa/kit/command-line";
import { openReadOnlyStore, type ReadOnlyStore } from "@hansa/kit/store";
import { type SQL, sql } from "drizzle-orm";
import { type ShopService, shopServices } from "../../host/shop-services.ts";
import { type Environment, isThere, nameOfStore, storeOfService } from "../../host/store-places.ts";

type Value = string | number | null;
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
      const fields = Object.fromEntries(columns.map((name) => [name, sql<Value>`${sql.identifier(name)}`]));
      return store.read((db) => db.select(fields).from(sql`(${textOf(statement, values)}) AS found`));
    },
    close,
  };
}

/** PostgreSQL is told the type of a value, which it does not infer in every place. */
function textOf(statement: string, values: Values): SQL {
  const parts = statement.split(/:(\w+)/);
  return sql.join(parts.map((part, at) => (at % 2 === 0 ? sql.raw(part) : sql`CAST(${values[part]} AS text)`)));
}
