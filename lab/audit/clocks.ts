/** The clock of a store (docs/decisions/0024), which stands still while the machine sleeps. */
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { StoreName, Stores } from "./stores.ts";

const clockRow = z.object({ boot: z.string(), at: z.number(), monotonic: z.number() });

/** Names the start of this machine, where its operating system does. */
export const bootFile = "/proc/sys/kernel/random/boot_id";

/**
 * How far the store's clock is ahead of `now`, below zero if it is behind. It is known where the store was opened since this machine was
 * started. Otherwise, as of a copy, it is where it would be set if the store were opened now: by the wall, but never back.
 */
export function clockAhead(stores: Stores, store: StoreName, now: number): number {
  const [row] = stores.all(`SELECT boot, at, monotonic FROM ${store}.store_clock`);
  if (!row) return 0;
  const { boot, at, monotonic } = clockRow.parse(row);
  const passed = Number(process.hrtime.bigint()) / 1e6 - monotonic;
  const isRunning = existsSync(bootFile) && readFileSync(bootFile, "utf8").trim() === boot && passed >= 0;
  return Math.ceil((isRunning ? at + passed : Math.max(at, now)) - now);
}
