/** Opens the shop of the seed: in one process, on a manual clock, with seeded random numbers. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { processNames } from "@hansa/contracts/processes";
import { openWithoutFsync } from "@hansa/kit/store";
import { type ManualRuntime, manualRuntime } from "@hansa/kit/testing";
import { openShop, type Shop } from "../host/in-process-shop.ts";
import { openingDay } from "./calendar.ts";

export type SeedShop = Shop<ManualRuntime>;

/** On a manual clock stores are files; they are moved once they are full. */
const withoutDatabases = Object.fromEntries(
  processNames.flatMap((name) =>
    ["URL", "URL_FILE"].map((variable) => [`HANSA_${name.toUpperCase()}_DATABASE_${variable}`, undefined]),
  ),
);

/**
 * Opens it on the morning of the opening day, its stores in `data`. They do not wait for the disk: a seed that is cut short is thrown away.
 * E-mails to the made-up customers are in a temporary folder until the shop is closed.
 */
export async function openSeedShop(data: string): Promise<SeedShop> {
  const mailFolder = mkdtempSync(path.join(tmpdir(), "hansa-seed-mail-"));
  const throwAway = () => rmSync(mailFolder, { recursive: true, force: true });
  const environment = {
    ...process.env,
    ...withoutDatabases,
    HANSA_DATA: data,
    // Alarms of the seeded past are not for an operator: e-mails of fifteen months ago are too old, refunds failed on purpose.
    HANSA_LOG_LEVEL: "silent",
    // The sandbox reaches payments in this process, unlike in the running shop.
    HANSA_SANDBOX_WEBHOOK_URL: undefined,
    HANSA_SMTP_URL: undefined,
    HANSA_MAIL_FOLDER: mailFolder,
  };
  try {
    const shop = await openWithoutFsync(() => openShop(environment, manualRuntime(openingDay, 1358)));
    return { ...shop, close: () => shop.close().finally(throwAway) };
  } catch (error) {
    throwAway();
    throw error;
  }
}

/** Lets time pass until `at`; nothing happens if it is later already. */
export async function waitUntil({ runtime }: SeedShop, at: number): Promise<void> {
  await runtime.advance(Math.max(0, at - runtime.now()));
}
