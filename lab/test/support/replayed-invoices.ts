/** A folder with the made-up invoices and a place for the stores of their replay, for the tests of one file. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { writeInvoices } from "./made-up-invoices.ts";
import type { Place } from "./replay-commands.ts";

const Database = loadDriver();

/** The last line of a replay of these invoices, and of its verifier. */
export const agreed = "replay: 10 invoices, 12 lines, 3955005 pence, 1 cancellations, 0 differences";

export function useInvoices(firstPort: number) {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-replay-"));
  const invoices = path.join(folder, "invoices");
  const stores = path.join(folder, "stores");
  const place: Place = { port: 0, data: stores };
  beforeAll(async () => {
    place.port = await findFreePorts(firstPort);
    mkdirSync(invoices);
    writeInvoices(invoices);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    invoices,
    stores,
    place,
    tamper: (store: string, statement: string) => tamper(stores, store, statement),
  };
}

/** Copies the stores to a folder beside them and changes one of them behind the shop's back: without its triggers, and without foreign keys. */
function tamper(stores: string, store: string, statement: string): string {
  const copy = mkdtempSync(path.join(path.dirname(stores), "tampered-"));
  cpSync(stores, copy, { recursive: true });
  const database = new Database(storeFile(copy, store));
  database.pragma("foreign_keys = OFF");
  const triggers = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
  expect(database.prepare(statement).run().changes).toBe(1);
  database.close();
  return copy;
}
