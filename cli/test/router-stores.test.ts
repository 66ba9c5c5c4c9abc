/** The stores of routers, which hold no fact of the shop: copied by a backup, and no hindrance to one, to a restore or to doctor. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createLog } from "@hansa/contracts/log";
import { routerStoreName } from "@hansa/contracts/services";
import { systemRuntime } from "@hansa/kit/runtime";
import { afterEach, beforeEach, expect, inject, onTestFinished, test, vi } from "vitest";
import { openRouterStore } from "../../router/src/control/store/router-store.ts";
import { readManifest } from "../commands/backup/manifest.ts";
import { takeBackup } from "../commands/backup/run.ts";
import { restoreBackup } from "../commands/restore/run.ts";
import { checkStores } from "../doctor/data.mjs";
import { shopFiles } from "../host/data/data-folder.ts";
import { routerStores, storeFile } from "../host/shop.mjs";
import { changeByte } from "./support/stores/probes.ts";

const output: string[] = [];
beforeEach(() => {
  output.length = 0;
  vi.spyOn(process.stdout, "write").mockImplementation((text) => output.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-routers-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A seeded shop whose first two routers have a store, and whose third has a broken one. */
async function shopWithRouters(): Promise<string> {
  const data = newFolder();
  cpSync(inject("seededData"), data, { recursive: true });
  for (const instance of [1, 2]) {
    const place = { engine: "sqlite", file: routerStore(data, instance) } as const;
    const store = openRouterStore(place, systemRuntime, createLog("router", "silent"));
    await store.use(async () => {});
    await store.close();
  }
  writeFileSync(routerStore(data, 3), "not a database ".repeat(1_000));
  return data;
}

function routerStore(data: string, instance: number): string {
  return storeFile(data, "router", routerStoreName(instance));
}

test("a backup leaves out a broken one, a restore one that was changed, and both copy the others", async () => {
  const [backup, restored] = [newFolder(), newFolder()];
  expect((await takeBackup(await shopWithRouters(), backup)).audit).toBe("clean");
  expect(output.join("")).toContain("router/router-3.db is left out, as it cannot be read: a store is damaged");
  const copied = ["router/router-2.db", "router/router.db"];
  expect(readManifest(backup).files.map((file) => file.path)).toEqual(expect.arrayContaining(copied));
  expect(routerStores(backup)).toEqual(copied);

  changeByte(routerStore(backup, 2));
  await restoreBackup(backup, restored, { HANSA_LOG_LEVEL: "silent" });
  expect(output.join("")).toContain("router/router-2.db was changed, and is left out");
  expect(routerStores(restored)).toEqual(["router/router.db"]);
});

test("a broken one is a note of doctor, and reset removes it; a broken store of a service is wrong", async () => {
  const data = await shopWithRouters();
  vi.stubEnv("HANSA_DATA", data);
  writeFileSync(`${routerStore(data, 3)}.broken`, "set aside");
  expect(await checkStores()).toMatchObject({ verdict: "note", found: "router-3.db: file is not a database" });
  expect(shopFiles(data)).toEqual(expect.arrayContaining(["router/router-3.db", "router/router-3.db.broken"]));
  rmSync(routerStore(data, 3));
  expect(await checkStores()).toMatchObject({ verdict: "ok", found: "7 are whole" });
  writeFileSync(storeFile(data, "users"), "not a database ".repeat(1_000));
  expect(await checkStores()).toMatchObject({ verdict: "wrong", found: "users.db: file is not a database" });
});
