/** Faults of a running shop in production, each told by the state of the shop: a full disk, a foreign lock, a damaged store, a removed log, used descriptors. */
import { execFileSync } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type ShopState, shopState } from "../../router/src/control/status/shop-state.ts";
import { storeFile } from "../host/shop.mjs";
import { loadDriver } from "../host/sqlite.mjs";
import { type ProductionShop, startProductionShop } from "../testing/production-shop.ts";
import { runStatus } from "./support/status-command.ts";

let shop: ProductionShop;
let fullDisk: string;
beforeAll(async () => {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "faults-"));
  fullDisk = path.join(folder, "full");
  shop = await startProductionShop({
    source: inject("seededData"),
    folder,
    preloaded: ["cli/test/fixtures/faults/full-disk.mjs"],
    environment: { HANSA_TEST_FULL_DISK: fullDisk },
  });
});
afterAll(() => shop.stop());

async function readState(): Promise<ShopState> {
  return shopState.parse(await (await fetch(new URL("/status", shop.metricsUrl))).json());
}

/** The first line that needs a person and matches, once there is one. */
function needs(what: RegExp) {
  return eventually(`${what} needs a person`, async () =>
    (await readState()).needsPerson.find((need) => what.test(need.what)),
  );
}

function needsNoMore(what: RegExp) {
  return eventually(`${what} needs nobody`, async () =>
    (await readState()).needsPerson.every((need) => !what.test(need.what)),
  );
}

function processOf(name: string) {
  const found = shop.processes().find((each) => each.name === name);
  if (!found) throw new Error(`the shop has no process ${name}`);
  return found;
}

const status = (...options: string[]) =>
  runStatus({ port: 1, data: shop.data, routers: new URL(shop.metricsUrl).origin }, ...options);

test("a full disk is the first line of the state, with a line in the log, and ends by itself when there is room", async () => {
  writeFileSync(fullDisk, "");
  const found = await needs(/^orders: store can be written: no$/);
  expect(found).toMatchObject({ page: "docs/owners/operate.md#hansastorenotwritable" });
  const leader = /^orders: leader: no$/;
  await needs(leader);
  const { code, output } = await status();
  expect(code).toBe(1);
  expect(output.split("\n")[1]).toMatch(/store can be written: no/);
  expect(processOf("orders").output()).toMatch(/"fault":"SQLITE_FULL","hint":"the disk is full"/);
  rmSync(fullDisk);
  await needsNoMore(/store can be written/);
  await needsNoMore(leader);
});

test("a store whose lock another program holds cannot be written, and can once it is free", async () => {
  const Database = loadDriver();
  const foreign = new Database(storeFile(shop.data, "users"));
  try {
    foreign.exec("BEGIN IMMEDIATE");
    await needs(/^users: store can be written: no$/);
  } finally {
    foreign.close();
  }
  await needsNoMore(/store can be written/);
});

test.skipIf(process.platform !== "linux")("used file descriptors need a person", async () => {
  const { child } = processOf("products");
  const used = readdirSync(`/proc/${child.pid}/fd`).length;
  const limit = (soft: number) => execFileSync("prlimit", ["--pid", String(child.pid), `--nofile=${soft}:`]);
  const [, before = ""] = /^Max open files +(\d+)/m.exec(readFileSync(`/proc/${child.pid}/limits`, "utf8")) ?? [];
  limit(Math.ceil(used * 1.1));
  await needs(/^products: file descriptors used: \d+(\.\d)? %$/);
  limit(Number(before));
  await needsNoMore(/file descriptors/);
});

test("a removed write-ahead log ends the process; nothing is lost, and the alarm is open until a person closes it", async () => {
  const file = storeFile(shop.data, "users");
  for (const ending of ["-wal", "-shm"]) rmSync(`${file}${ending}`);
  const { child, output } = processOf("users");
  await eventually("the process ends", async () => child.exitCode !== null || undefined);
  expect(output()).toContain('"alarm":"wal_removed"');
  await needs(/^users at \S+ does not answer$/);
  await shop.start("users");
  const { action } = await needs(/^users: alarm wal_removed, open for /);
  const [id = ""] = /alm_\w+/.exec(action) ?? [];
  expect(await status("--close", id)).toMatchObject({ output: expect.stringContaining(`${id}: closed`) });
  await needsNoMore(/wal_removed/);
  expect(await status("--close", id)).toMatchObject({ code: 1, output: expect.stringContaining("no open alarm") });
});

test("damaged pages need a person, though the store takes no row of the alarm", async () => {
  const file = storeFile(shop.data, "payments");
  const handle = openSync(file, "r+");
  // All pages but the first one, which has the schema's root.
  const noise = Buffer.alloc(statSync(file).size - 4_096, 0xa5);
  writeSync(handle, noise, 0, noise.length, 4_096);
  closeSync(handle);
  const { page } = await needs(/^payments: alarm store_damaged, open for /);
  expect(page).toBe("docs/owners/backup.md");
});
