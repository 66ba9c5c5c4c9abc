/** The stores of a shop that no process has open, as connections of the driver. */
import { z } from "zod";
import { storeFile } from "../../host/shop.mjs";
import { type ShopService, shopServices } from "../../host/shop-services.ts";
import { loadDriver } from "../../host/sqlite.mjs";

const Database = loadDriver();
export type Connection = InstanceType<typeof Database>;

const columnList = z.array(z.object({ name: z.string(), type: z.string(), pk: z.number(), hidden: z.number() }));
export type Column = z.infer<typeof columnList>[number];

/** Opens the four stores of a data folder. */
export function openStores(data: string): Record<ShopService, Connection> {
  const open = (name: ShopService) => new Database(storeFile(data, name), { fileMustExist: true });
  return { products: open("products"), users: open("users"), orders: open("orders"), payments: open("payments") };
}

export function closeStores(stores: Readonly<Record<ShopService, Connection>>): void {
  for (const name of shopServices) stores[name].close();
}

/** The columns of a table that are written. */
export function columnsOf(store: Connection, table: string): Column[] {
  return columnList.parse(store.pragma(`table_xinfo("${table}")`)).filter(({ hidden }) => hidden === 0);
}
