/** Queries on the stores of a shop and of its backup, past the services. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { storeNames } from "../../../audit/stores.ts";
import { storeFile } from "../../../host/shop.mjs";
import { loadDriver } from "../../../host/sqlite.mjs";

const Database = loadDriver();
export type Connection = InstanceType<typeof Database>;

export function openStoreFile(file: string, options: { readonly?: boolean; timeout?: number } = {}): Connection {
  return new Database(file, options);
}

/** Whether a process holds the write lock for longer than a service does. */
export function isLocked(store: Connection): boolean {
  try {
    store.exec("BEGIN IMMEDIATE");
    store.exec("ROLLBACK");
    return false;
  } catch {
    return true;
  }
}

const numberOf = (row: unknown) => z.number().parse(z.tuple([z.number()]).parse(row)[0]);

export function countOf(data: string, store: string, rows: string): number {
  const db = new Database(storeFile(data, store), { readonly: true });
  try {
    return numberOf(db.prepare(`SELECT count(*) FROM ${rows}`).raw().get());
  } finally {
    db.close();
  }
}

/** Counts orders without a payment, and payments of unknown orders. */
export function countUnmatched(folder: string) {
  const db = new Database(storeFile(folder, "orders"), { readonly: true });
  try {
    for (const name of storeNames) db.prepare(`ATTACH ? AS ${name}`).run(storeFile(folder, name));
    const count = (statement: string) => numberOf(db.prepare(`SELECT count(*) FROM ${statement}`).raw().get());
    const paid = "SELECT 1 FROM payments.payments AS payment WHERE payment.checkout_id = placed.checkout_id";
    const ordered = "SELECT 1 FROM orders.orders AS placed WHERE placed.id = payment.order_id";
    return {
      ordersWithoutPayment: count(`orders.orders AS placed WHERE total_minor > 0 AND NOT EXISTS (${paid})`),
      unknownOrders: count(`payments.payments AS payment WHERE order_id IS NOT NULL AND NOT EXISTS (${ordered})`),
    };
  } finally {
    db.close();
  }
}

export async function copyStore(from: string, to: string): Promise<void> {
  mkdirSync(path.dirname(to), { recursive: true });
  const db = new Database(from, { readonly: true });
  await db.backup(to);
  db.close();
}

const ids = z.array(z.object({ id: z.string() }));

const runs = z.array(z.object({ mismatches: z.string() }));

/** The payments that the last comparison with the provider did not find in the shop. */
export function missingHere(data: string): string[] {
  const db = new Database(storeFile(data, "payments"), { readonly: true });
  try {
    const [last] = runs.parse(db.prepare("SELECT mismatches FROM reconciliation_runs ORDER BY started_at DESC").all());
    const mismatches = z.array(z.looseObject({ paymentId: z.string(), what: z.string() }));
    const found = mismatches.parse(JSON.parse(last?.mismatches ?? "[]"));
    return found
      .filter(({ what }) => what === "missing here")
      .map(({ paymentId }) => paymentId)
      .sort();
  } finally {
    db.close();
  }
}

/** The payments that the provider has and the backup has not. */
export function missingIn(backup: string, shop: string): string[] {
  const [known, all] = [backup, shop].map((data) => {
    const db = new Database(storeFile(data, "payments"), { readonly: true });
    try {
      return ids.parse(db.prepare("SELECT id FROM payments").all()).map(({ id }) => id);
    } finally {
      db.close();
    }
  });
  return (all ?? []).filter((id) => !known?.includes(id)).sort();
}

/** Of a store it is in the middle of a page, of the manifest a digit of its time. */
export function changeByte(file: string): void {
  const bytes = readFileSync(file);
  const at = file.endsWith(".json") ? bytes.indexOf("takenAt") + 14 : Math.floor(bytes.length / 2);
  bytes.writeUInt8((bytes.readUInt8(at) ^ 1) & 0xff, at);
  writeFileSync(file, bytes);
}
