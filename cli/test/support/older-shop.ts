/** A seeded shop as an older version kept it, with all files at the top of its folder. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createMetrics, systemRuntime } from "@hansa/kit/runtime";
import { formatFile, openStore } from "@hansa/kit/store";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { takeOlderFolder } from "../../host/data/older-folder.ts";
import { seedState } from "../../host/data/seed-marker.ts";
import { migrationFolders, olderStores, root, services, storeFile, stores } from "../../host/shop.mjs";
import { fingerprints } from "../demo/support/store-fingerprints.ts";

/** Makes the older shop before the tests of this file. */
export function useOlderShop() {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-older-"));
  const older = path.join(folder, "older");
  let tables: Record<string, string>;

  beforeAll(() => {
    const seeded = path.join(folder, "seeded");
    cpSync(inject("seededData"), seeded, { recursive: true });
    tables = fingerprints(seeded);
    mkdirSync(older);
    // Older versions had no number of the format, and no renditions.
    for (const { name } of services)
      for (const file of readdirSync(path.join(seeded, name)).filter(
        (each) => each !== formatFile && each !== "renditions",
      ))
        renameSync(path.join(seeded, name, file), path.join(older, file));
    mkdirSync(path.join(older, "keys"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A copy of the older shop; `name` is that of the test. */
  function copyOlder(name: string): string {
    const data = path.join(folder, name);
    cpSync(older, data, { recursive: true });
    return data;
  }

  /** Expects the whole shop in its folders, and nothing else but these files of the router. */
  function expectTaken(data: string, also: readonly string[] = []): void {
    expect(readdirSync(data).sort()).toEqual([...services.map(({ name }) => name), "keys"].sort());
    expect(fingerprints(data)).toEqual(tables);
    expect(readdirSync(path.join(data, "products/media"))).toEqual(readdirSync(path.join(older, "media")));
    expect(seedState(data)).toBe("seeded");
    expect(readdirSync(path.join(data, "router")).sort()).toEqual([...also, "playground.json", "seeded.json"]);
  }

  /** Moves an older folder until the power is cut after so many steps, and once more: it is whole then. True if it was whole before. */
  async function expectFinished(cuts: number): Promise<boolean> {
    const data = copyOlder(`cut-${cuts}`);
    const isWhole = moveUntil(data, cuts);
    if (!isWhole) expect(olderStores(data).length).toBeGreaterThan(0);
    const left = path.join(folder, `left-${cuts}`);
    cpSync(data, left, { recursive: true });
    for (const name of stores) {
      const opened = openAsService(left, name);
      if (existsSync(path.join(left, path.basename(name)))) await expect(opened).rejects.toThrow("npm start");
      else {
        // Its pictures are there as well.
        if (name === storeFile("", "products")) expect(existsSync(path.join(left, "products/media"))).toBe(true);
        await (await opened).close();
      }
      expect(existsSync(path.join(left, path.basename(name))) && existsSync(path.join(left, name))).toBe(false);
    }
    takeOlderFolder(data);
    expectTaken(data);
    return isWhole;
  }

  return { folder, older, copyOlder, expectTaken, expectFinished, tables: () => tables };
}

/** Moves a folder until the power is cut after so many steps; false if it was. */
function moveUntil(data: string, steps: number): boolean {
  let left = steps;
  try {
    takeOlderFolder(data, (from, to) => {
      if (left === 0) throw new Error("power cut");
      left -= 1;
      renameSync(from, to);
    });
    return true;
  } catch (error) {
    expect(String(error)).toContain("power cut");
    return false;
  }
}

/** Opens a store as its service does. */
function openAsService(data: string, name: string) {
  return openStore({
    place: { engine: "sqlite", file: path.join(data, name) },
    migrations: path.join(root, migrationFolders.get(name) ?? ""),
    runtime: systemRuntime,
    metrics: createMetrics(),
  });
}
