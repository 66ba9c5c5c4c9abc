/** Backup and restore of databases, killed at 21 moments of their progress: nothing is left that holds the shop, and what is incomplete is refused. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { systemRuntime } from "@hansa/kit/runtime";
import { openStore, restoringFolder, uncounted } from "@hansa/kit/store";
import { changeStore, rowsOf } from "@hansa/kit/testing";
import { expect, inject, onTestFinished, test } from "vitest";
import { readManifest } from "../../commands/backup/manifest.ts";
import { takeBackup } from "../../commands/backup/run.ts";
import { moveToDatabases } from "../../commands/move/run.ts";
import { restoreBackup } from "../../commands/restore/run.ts";
import { claimPorts } from "../../host/processes/ports.ts";
import { processFolder, services, storeFile } from "../../host/shop.mjs";
import { newFolder, runCommand, startCommand } from "../support/backup-commands.ts";
import { drawMoments, momentsOf, runUntil } from "../support/killed-commands.ts";
import {
  areEmpty,
  emptyAll,
  type MovingShop,
  movingShop,
  openOrders,
  ordersOf,
  placesIn,
  rowsInDatabases,
} from "../support/moved-shop.ts";
import { npmStart } from "../support/npm-start.ts";
import { holdStatement, waitForLock } from "../support/stores/held-lock.ts";

/** Two in each step of a backup, and one in each of a restore. */
const kills = { backup: 12, restore: 9 };

/** Throws while anything of a killed command is in the database of the shop. */
async function requireUnheld(shop: MovingShop): Promise<void> {
  const left = `SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'hansa %'
    UNION ALL SELECT gid FROM pg_prepared_xacts`;
  await eventually("no session of the killed command is left", async () =>
    (await rowsOf(ordersOf(shop), left)).length === 0 ? true : undefined,
  );
}

test("a backup that is killed holds no write, changes no row and is refused by a restore", async (context) => {
  const shop = await movingShop(context);
  const { data } = shop;
  const environment = { HANSA_LOG_LEVEL: "silent", ...shop.environment };
  await moveToDatabases(data, environment);
  const running = await openOrders(shop, storeFile(data, "orders"));
  const before = await rowsInDatabases(shop, inject("seededData"));
  const moments = await momentsOf("backup", [newFolder("whole")], data, environment);
  expect(moments).toHaveLength(1 + 5);

  for (const killAt of drawMoments(moments, kills.backup, "backup")) {
    const folder = newFolder("killed");
    const { end } = await runUntil(killAt, "backup", [folder], data, environment);
    await running.write("nothing", async () => undefined);
    await requireUnheld(shop);
    for (const { database } of placesIn(shop))
      await changeStore(database, "BEGIN; LOCK TABLE migrations IN EXCLUSIVE MODE NOWAIT; ROLLBACK");
    process.stdout.write(`backup: ${end} at ${killAt} of ${moments}\n`);
    if (existsSync(path.join(folder, "manifest.json"))) expect(readManifest(folder).audit).toBe("clean");
    else await expect(restoreBackup(folder, newFolder("data"), environment)).rejects.toThrow("is no complete backup");
  }
  expect(await rowsInDatabases(shop, inject("seededData"))).toEqual(before);
  await running.close();
});

const open = ({ database, migrations, file }: ReturnType<typeof placesIn>[number]) =>
  openStore({ place: { ...database, file }, migrations, runtime: systemRuntime, metrics: uncounted });

/** Starts the shop of these data, to the end of that. */
async function startOn(data: string, settings: Readonly<Record<string, string>>) {
  const { port, release } = await claimPorts(25_000);
  onTestFinished(release);
  const start = npmStart({ port, data, settings });
  return { code: await start.ended(), output: start.output() };
}

test("a restore that is killed is refused at every start, and a second one completes it", async (context) => {
  const shop = await movingShop(context);
  const environment = { HANSA_LOG_LEVEL: "silent", ...shop.environment };
  await moveToDatabases(shop.data, environment);
  const backup = newFolder("backup");
  await takeBackup(shop.data, backup, environment);
  const holdsMark = (folder: string) => existsSync(path.join(folder, restoringFolder));

  const starts: { code: number | null; output: string }[] = [];
  await emptyAll(shop);
  const moments = await momentsOf("restore", [backup], newFolder("restored"), environment);
  expect(moments).toHaveLength(1 + 8);
  for (const killAt of drawMoments(moments, kills.restore, "restore")) {
    await emptyAll(shop);
    const data = newFolder("restored");
    const { end } = await runUntil(killAt, "restore", [backup], data, environment);
    await requireUnheld(shop);
    const marked = services.filter(({ name }) => holdsMark(processFolder(data, name)));
    process.stdout.write(`restore: ${end} at ${killAt} of ${moments}, ${marked.length} marks\n`);
    const isWhole = marked.length === 0 && !(await areEmpty(shop));
    // The mark of the router is made first and removed last: no shop starts beside it.
    if (marked.length > 0) expect(marked.map(({ name }) => name)).toContain("router");
    for (const place of placesIn(shop, data).filter(({ file }) => holdsMark(path.dirname(file))))
      await expect(open(place)).rejects.toThrow("holds an unfinished restore. Run npm run hansa -- restore again");
    if (marked.length > 0 && starts.length === 0) starts.push(await startOn(data, environment));
    const clean = /\] Audit\n(?: +still working.*\n)* +clean\n/;
    expect(await runCommand("restore", [backup], data, environment)).toMatchObject(
      isWhole
        ? { status: 1, output: expect.stringContaining(" is not empty") }
        : { status: 0, output: expect.stringMatching(clean) },
    );
    expect(await rowsOf(ordersOf(shop), "SELECT count(*) AS n FROM orders")).toEqual([{ n: 12 }]);
    for (const place of placesIn(shop, data)) await (await open(place)).close();
  }
  expect(starts).toEqual([{ code: 1, output: expect.stringContaining("holds an unfinished restore") }]);
});

test("a restore beside pg_restore of a killed one is refused, and completes once that has ended", async (context) => {
  const shop = await movingShop(context);
  const environment = { HANSA_LOG_LEVEL: "silent", ...shop.environment };
  await moveToDatabases(shop.data, environment);
  const backup = newFolder("backup");
  await takeBackup(shop.data, backup, environment);
  await emptyAll(shop);
  const restore = ["restore", [backup], newFolder("restored"), environment] as const;

  // Its own table of this name waits for the end of this one.
  const holding = holdStatement(ordersOf(shop), "CREATE TABLE refunds (one bigint)");
  const killed = startCommand(...restore);
  await waitForLock(ordersOf(shop), "hansa pg_restore");
  killed.kill("SIGKILL");
  await once(killed, "exit");
  expect(await runCommand(...restore)).toMatchObject({
    status: 1,
    output: expect.stringMatching(/^restore: pg_restore of an earlier restore fills postgres:.*; run this again once/m),
  });
  await holding.release();
  expect(await runCommand(...restore)).toMatchObject({ status: 0 });
  expect(await rowsOf(ordersOf(shop), "SELECT count(*) AS n FROM orders")).toEqual([{ n: 12 }]);
});
