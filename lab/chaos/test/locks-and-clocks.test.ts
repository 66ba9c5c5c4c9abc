/** A foreign lock keeps writers out for its time; a shifted clock is visible everywhere and can be shifted back. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { processFolder, root, storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { holdLock } from "../faults/store-locks.ts";

const day = 86_400_000;

function open() {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-lock-"));
  const Database = loadDriver();
  mkdirSync(processFolder(folder, "orders"));
  const store = new Database(storeFile(folder, "orders"), { timeout: 0 });
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  store.pragma("journal_mode = wal");
  store.exec("CREATE TABLE tins (name TEXT)");
  return { folder, add: () => store.exec("INSERT INTO tins VALUES ('peas')"), store };
}

test("while the lock is held no process writes, and afterwards every one does", async () => {
  const { folder, add } = open();
  const holding = holdLock(folder, "orders", 200);
  expect(add).toThrow("locked");
  expect(await holding).toBe(true);
  add();
});

test("a lock that another holder keeps all the time is never taken", async () => {
  const { folder, store } = open();
  store.exec("BEGIN IMMEDIATE");
  expect(await holdLock(folder, "orders", 50)).toBe(false);
});

const clocks = z.object({ now: z.number(), made: z.number(), given: z.number() });
const program = `
  process.on("message", (told) => told === "tell" &&
    process.send({ now: Date.now(), made: new Date().getTime(), given: new Date(5).getTime() }));
  process.channel.ref();
  process.send("ready");`;

test("a process whose clock is put forward shows it in every way to ask, and the same as before once it is put back", async () => {
  const shifting = path.join(root, "lab/chaos/processes/shifting-clock.mjs");
  const env = { ...process.env, CHAOS_CLOCK_SHIFT_MS: String(day) };
  const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
  const child = spawn(process.execPath, ["--import", shifting, "-e", program], { env, stdio: [...stdio] });
  onTestFinished(() => void child.kill());
  const next = () => new Promise((resolve) => child.once("message", resolve));
  const ask = async () => {
    const response = next();
    child.send("tell");
    return clocks.parse(await response);
  };
  const daysOff = (at: number) => Math.abs(Math.round((at - Date.now()) / day));
  await next();
  const ahead = await ask();
  expect([daysOff(ahead.now), daysOff(ahead.made), ahead.given]).toEqual([1, 1, 5]);
  child.send({ shiftMs: 0 });
  const back = await ask();
  expect([daysOff(back.now), daysOff(back.made)]).toEqual([0, 0]);
});
