/** A backup of a shop with a fault: it is taken, and does not count as the last one. */
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { takeBackup } from "../commands/backup/run.ts";
import { processFolder, storeFile } from "../host/shop.mjs";
import { openStoreFile } from "./support/stores/probes.ts";

test("a backup whose audit found a fault is not noted as the last one", async () => {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "faulty-"));
  const data = path.join(folder, "data");
  cpSync(inject("seededData"), data, { recursive: true });
  const note = path.join(processFolder(data, "router"), "last-backup.json");
  rmSync(note, { force: true });
  const store = openStoreFile(storeFile(data, "orders"));
  store.exec("DELETE FROM line_counters WHERE order_id = (SELECT min(order_id) FROM line_counters)");
  store.close();
  const faulty = await takeBackup(data, path.join(folder, "backup"));
  expect([faulty.audit === "clean", existsSync(note)]).toEqual([false, false]);
});
