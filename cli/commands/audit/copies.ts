/** The stores of a shop as files of one moment, for the audit: copies of files, and exports of databases. The shop may run. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CommandFailure } from "@hansa/kit/command-line";
import { systemRuntime } from "@hansa/kit/runtime";
import { transferStores } from "@hansa/kit/store";
import {
  type DatabasePlace,
  type Environment,
  isThere,
  nameOfStore,
  type PlacedStore,
  storesOfShop,
} from "../../host/store-places.ts";
import { type Snapshots, takeSnapshots } from "../backup/snapshot.ts";
import { transferInto } from "../move/places.ts";

/** The stores with facts of the shop that are there. Throws if one is missing that every shop has. */
export async function presentStores(data: string, environment: Environment): Promise<PlacedStore[]> {
  const present: PlacedStore[] = [];
  for (const one of storesOfShop(data, environment).filter(({ service }) => service !== "router")) {
    if (await isThere(one)) present.push(one);
    else if (one.isRequired) throw new CommandFailure(`${data} holds no shop: ${nameOfStore(one)} is missing`);
  }
  return present;
}

/** Takes snapshots of stores at one moment. */
export function snapshotsOf(stores: readonly PlacedStore[]): Promise<Snapshots> {
  const files: string[] = [];
  const databases = new Map<string, DatabasePlace>();
  for (const { store, place } of stores) {
    if (place.engine === "sqlite") files.push(place.file);
    else databases.set(store, place);
  }
  return takeSnapshots(files, databases);
}

/** Writes the stores of databases as files into a folder, as their snapshots have them. */
export async function exportDatabases(
  stores: readonly PlacedStore[],
  { exported }: Pick<Snapshots, "exported">,
  folder: string,
): Promise<void> {
  await transferStores(
    "sqlite",
    stores.flatMap((one) => transferInto(folder, one)),
    {
      runtime: systemRuntime,
      isCopy: true,
      snapshots: new Map([...exported].map(([store, { id }]) => [store, id])),
      onCompared: () => {},
    },
  );
}

/** Runs `use` on a folder with copies of these stores, which is removed afterwards. */
export async function withCopies<T>(stores: readonly PlacedStore[], use: (folder: string) => T): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-audit-"));
  try {
    const snapshots = await snapshotsOf(stores);
    try {
      for (const { store, place } of stores) {
        mkdirSync(path.dirname(path.join(folder, store)), { recursive: true });
        if (place.engine === "sqlite") await snapshots.copy(place.file, path.join(folder, store));
      }
      await exportDatabases(stores, snapshots, folder);
    } finally {
      await snapshots.close();
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
