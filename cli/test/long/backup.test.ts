/** Backup and restore of a shop on real processes: under load, killed while it sells, and followed by sales. */
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { signIn } from "@hansa/client/buyer";
import { MeDocument, RefreshDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { eventually } from "@hansa/client/polling";
import { processNames } from "@hansa/contracts/processes";
import { restoringFolder } from "@hansa/kit/store";
import { startOwned } from "@hansa/kit/testing";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { auditStores } from "../../audit/audit.ts";
import { readManifest } from "../../commands/backup/manifest.ts";
import { restoreBackup } from "../../commands/restore/run.ts";
import { findFreePorts } from "../../host/processes/ports.ts";
import { processFolder, root, sandboxStore, storeFile } from "../../host/shop.mjs";
import { internalUrl, runShop, type Shop } from "../../testing/shop.ts";
import { filesIn, newFolder, openBeside, runCommand, startCommand } from "../support/backup-commands.ts";
import { buyOne, startBuyers, waitForOrders } from "../support/buyer-load.ts";
import { copyStore, countOf, countUnmatched, isLocked, missingHere, missingIn } from "../support/stores/probes.ts";

/** All buyers come from one address. */
const limits = { HANSA_REQUESTS_PER_MINUTE: "1000000" };
let shop: Shop;
let backup = "";
/** Events of the shop after the backup, which the backup does not contain. */
let later: { lastNumber: number; token: string; refreshToken: string };

beforeAll(async () => {
  shop = await runShop(limits);
  return shop.stop;
});

test("a backup taken under load has no order without its payment, and no request was refused", async () => {
  const buyers = await startBuyers(shop);
  await waitForOrders(buyers, 3);
  backup = newFolder("backup");
  const { status, output } = await runCommand("backup", [backup], shop.data);
  expect({ status, output }).toMatchObject({ status: 0 });
  await waitForOrders(buyers, buyers.placed.length + 3);
  await buyers.stop();

  const manifest = readManifest(backup);
  const takenAt = Date.parse(manifest.takenAt);
  const metrics = await fetch(`${internalUrl(shop, "router")}/metrics`);
  expect(await metrics.text()).toContain(`\nhansa_last_backup_timestamp_seconds ${takenAt / 1_000}\n`);
  const longest = buyers.longestStep(takenAt - manifest.barrierMs, takenAt);
  process.stdout.write(
    `backup: the barrier was held for ${manifest.barrierMs} ms; the longest step of a buyer across it took ${longest} ms, of all ${buyers.longestStep(0, Date.now())} ms\n`,
  );
  expect(manifest.barrierMs).toBeLessThan(1_000);
  expect(buyers.refused).toEqual([]);
  expect(readdirSync(backup)).not.toContain("keys");
  expect(readdirSync(path.join(backup, "products/media"))).toEqual(readdirSync(path.join(shop.data, "products/media")));

  const { isClean, verdicts, orders } = auditStores({ data: backup });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
  expect({ isClean, isWithin: orders >= 12 + 3 && orders < 12 + buyers.placed.length }).toEqual({
    isClean: true,
    isWithin: true,
  });
  expect(countUnmatched(backup)).toEqual({ ordersWithoutPayment: 0, unknownOrders: 0 });

  const { token, refreshToken } = await signIn(shop, "CUSTOMER");
  later = { lastNumber: Math.max(...buyers.placed.map((number) => Number.parseInt(number, 10))), token, refreshToken };
});

test("a backup that is killed while it holds write locks leaves none: the shop continues selling, and the folder is refused", async () => {
  const [payments, products] = [openBeside(shop.data, "payments", 3_000), openBeside(shop.data, "products", 100)];
  payments.exec("BEGIN IMMEDIATE");
  const folder = newFolder("killed");
  const child = startCommand("backup", [folder], shop.data);
  await eventually("the backup has locked products, and waits for payments", async () => {
    if (!isLocked(products)) return undefined;
    child.kill("SIGKILL");
    return true;
  });
  payments.exec("ROLLBACK");
  await once(child, "exit");
  expect(isLocked(products)).toBe(false);
  await buyOne(shop);
  await expect(restoreBackup(folder, newFolder("data"), {})).rejects.toThrow("is no complete backup");
});

test("a restored shop is consistent, repeats no number and ends earlier sessions, also after a killed restore", async () => {
  // The machine that it ran on is gone; its files are looked into below.
  await Promise.all(processNames.map(shop.kill));
  const data = newFolder("restored");
  mkdirSync(path.join(processFolder(data, "orders"), restoringFolder), { recursive: true });
  writeFileSync(storeFile(data, "orders"), "moved by a restore that was killed");
  cpSync(path.join(shop.data, "keys"), path.join(data, "keys"), { recursive: true });
  const { status, output } = await runCommand("restore", [backup], data);
  expect({ status, output }).toMatchObject({ status: 0 });
  expect(auditStores({ data }).isClean).toBe(true);

  const restored = await runShop(limits, data);
  onTestFinished(restored.stop);
  const { refreshToken, token } = later;
  const { refreshSession } = await requireData(
    executeDocument(restored.url, RefreshDocument, { input: { refreshToken } }),
  );
  expect(refreshSession.__typename).toBe("InvalidTokenError");
  const { errors } = await executeDocument(restored.url, MeDocument, {}, { token });
  expect(errors[0]?.extensions).toMatchObject({ code: "UNAUTHENTICATED" });
  await signIn(restored, "CUSTOMER");
  expect(Number.parseInt(await buyOne(restored), 10)).toBeGreaterThan(later.lastNumber);
  await eventually("orders that were being placed in the backup have their outcome", async () =>
    countOf(restored.data, "orders", "orders WHERE state = 'PENDING_PAYMENT'") === 0 ? true : undefined,
  );
  expect(auditStores({ data: restored.data }).isClean).toBe(true);
});

test("a restore asks the provider first: it lists payments that the backup lacks, and restores nothing without an answer", async () => {
  const [provider, data] = [newFolder("provider"), newFolder("data")];
  await copyStore(path.join(shop.data, sandboxStore), path.join(provider, sandboxStore));
  const port = await findFreePorts(32_000);
  const url = `http://127.0.0.1:${port + 15}`;
  const settings = { HANSA_SANDBOX_URL: url, HANSA_LOG_LEVEL: "silent" };
  await expect(restoreBackup(backup, data, settings)).rejects.toThrow("had no answer");
  expect(filesIn(data)).toEqual([]);
  rmSync(data, { recursive: true });

  const environment = { ...process.env, HANSA_DATA: provider, HANSA_PORT: String(port), HANSA_LOG_LEVEL: "silent" };
  const sandbox = startOwned(process.execPath, ["src/index.ts"], {
    cwd: path.join(root, "packages/sandbox"),
    env: environment,
  });
  onTestFinished(() => void sandbox.child.kill("SIGKILL"));
  await sandbox.until("it answered", async () => (await fetch(`${url}/health`).catch(() => undefined))?.ok === true);
  await restoreBackup(backup, data, settings);
  const unknown = missingIn(backup, shop.data);
  expect(unknown.length).toBeGreaterThan(0);
  expect(missingHere(data)).toEqual(unknown);
});
