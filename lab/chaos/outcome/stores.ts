/** The stores of a chaos run and the provider's books, read without code of the services. */

import { eventually } from "@hansa/client/polling";
import { storePlace } from "@hansa/kit/service";
import type { StorePlace } from "@hansa/kit/store";
import { openLookUps } from "@hansa/kit/testing";
import { z } from "zod";
import { moveToFiles } from "../../../cli/commands/move/run.ts";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import type { ServiceName } from "../processes/names.ts";

/**
 * The files of a run: the folder of the shop's stores, the provider's books, and the clients' journal. `databases`: the variables of those stores
 * that are databases instead.
 */
export type Left = {
  data: string;
  books: string;
  journal: string;
  databases?: Readonly<Record<string, string>> | undefined;
};

/** `provider`: its books, which are there once it has run. */
type StoreName = ServiceName | "provider";

export type Stores = {
  /** One number that a statement gives, 0 without one. */
  number(store: StoreName, statement: string): Promise<number>;
  rows(store: StoreName, statement: string): Promise<unknown[]>;
  close(): Promise<void>;
};

const row = z.record(z.string(), z.unknown());
const lostError = z.object({ code: z.string().optional(), message: z.string() });
const retryMs = 200;

/** The server of databases is ended and started again by faults; an error of a statement is none of these. */
function unlessLost(error: unknown): undefined {
  const { code = "", message } = lostError.parse(error);
  if (!/^(08|57P|ECONN)/.test(code) && !/terminated/.test(message)) throw error;
}

/** Where a service keeps its rows. */
export function placeOf({ data, databases = {} }: Pick<Left, "data" | "databases">, service: ServiceName): StorePlace {
  return storePlace(service, { HANSA_DATA: data }, { HANSA_DATA: data, ...databases });
}

/** Moves the stores of a stopped shop from its databases into a new folder, for readers of files. */
export async function moveToFolder({ data, databases }: Left, folder: string): Promise<string> {
  await moveToFiles(data, folder, { ...ownEnvironment(), ...databases, HANSA_DATA: data });
  return folder;
}

export function openStores(left: Omit<Left, "journal">): Stores {
  const open = new Map<StoreName, ReturnType<typeof openLookUps>>();
  const rows = async (store: StoreName, statement: string): Promise<unknown[]> => {
    const place: StorePlace = store === "provider" ? { engine: "sqlite", file: left.books } : placeOf(left, store);
    const lookUps = open.get(store) ?? openLookUps(place);
    open.set(store, lookUps);
    if (place.engine === "sqlite") return lookUps.rows(statement);
    return eventually(`the database of ${store} answers`, () => lookUps.rows(statement).catch(unlessLost), retryMs);
  };
  return {
    rows,
    number: async (store, statement) => {
      const [first] = await rows(store, statement);
      return first === undefined ? 0 : Number(Object.values(row.parse(first))[0] ?? 0);
    },
    close: async () => {
      await Promise.all([...open.values()].map((lookUps) => lookUps.close()));
    },
  };
}
