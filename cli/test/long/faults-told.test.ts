/** Faults of a running shop in production, each told by the state of the shop: a foreign lock, a damaged store, a removed log, used descriptors. */
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { eventually } from "@hansa/client/polling";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storeFile } from "../../host/shop.mjs";
import { loadDriver } from "../../host/sqlite.mjs";
import { type FaultyShop, startFaultyShop } from "../support/faulty-shop.ts";

let faulty: FaultyShop;
beforeAll(async () => {
  faulty = await startFaultyShop();
});
afterAll(() => faulty.shop.stop());

test("a store whose lock another program holds cannot be written, and can once it is free", async () => {
  const Database = loadDriver();
  const foreign = new Database(storeFile(faulty.shop.data, "users"));
  try {
    foreign.exec("BEGIN IMMEDIATE");
    await faulty.needs(/^users: cannot write its store, lock: yes$/);
  } finally {
    foreign.close();
  }
  await faulty.needsNoMore(/cannot write its store/);
});

test.skipIf(process.platform !== "linux")("used file descriptors need a person", async () => {
  const { child } = faulty.processOf("products");
  const used = readdirSync(`/proc/${child.pid}/fd`).length;
  const limit = (soft: number) => execFileSync("prlimit", ["--pid", String(child.pid), `--nofile=${soft}:`]);
  const [, before = ""] = /^Max open files +(\d+)/m.exec(readFileSync(`/proc/${child.pid}/limits`, "utf8")) ?? [];
  limit(Math.ceil(used * 1.1));
  await faulty.needs(/^products: file descriptors used: \d+(\.\d)? %$/);
  limit(Number(before));
  await faulty.needsNoMore(/file descriptors/);
});

test("a removed write-ahead log ends the process; nothing is lost, and the alarm is open until a person closes it", async () => {
  const file = storeFile(faulty.shop.data, "users");
  for (const ending of ["-wal", "-shm"]) rmSync(`${file}${ending}`);
  const { child, output } = faulty.processOf("users");
  await eventually("the process ends", async () => child.exitCode !== null || undefined);
  expect(output()).toContain('"alarm":"wal_removed"');
  await faulty.needs(/^users at \S+ does not answer$/);
  await faulty.shop.start("users");
  const { action } = await faulty.needs(/^users: alarm wal_removed, open for /);
  const [id = ""] = /alm_\w+/.exec(action) ?? [];
  expect(await faulty.status("--close", id)).toMatchObject({ output: expect.stringContaining(`${id}: closed`) });
  await faulty.needsNoMore(/wal_removed/);
  expect(await faulty.status("--close", id)).toMatchObject({
    code: 1,
    output: expect.stringContaining("no open alarm"),
  });
});

test("damaged pages need a person, though the store takes no row of the alarm", async () => {
  const file = storeFile(faulty.shop.data, "payments");
  const handle = openSync(file, "r+");
  // All pages but the first one, which has the schema's root.
  const noise = Buffer.alloc(statSync(file).size - 4_096, 0xa5);
  writeSync(handle, noise, 0, noise.length, 4_096);
  closeSync(handle);
  const { page } = await faulty.needs(/^payments: alarm store_damaged, open for /);
  expect(page).toBe("docs/owners/backup.md");
});
