/** File modes: files written by a process of the shop are readable by its own account alone. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { openStore } from "../../src/store/store.ts";
import { tinMigrations } from "../support/shelf.ts";

const folder = mkdtempSync(join(tmpdir(), "hansa-umask-"));
const modeOf = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8);
afterAll(() => rmSync(folder, { recursive: true }));

test("files and folders of a process are closed to other accounts under any inherited umask", () => {
  const program = fileURLToPath(new URL("../support/programs/umask.ts", import.meta.url));
  execFileSync("sh", ["-c", 'umask 022; exec "$0" "$1" "$2"', process.execPath, program, folder]);
  expect([modeOf("store.db"), modeOf("mail")]).toEqual(["600", "700"]);
});

test("the folder that a store creates is closed to other accounts", async () => {
  const file = join(folder, "data", "shelf.db");
  const store = await openStore({
    place: { engine: "sqlite", file },
    migrations: tinMigrations,
    runtime: systemRuntime,
    metrics: createMetrics(),
  });
  await store.close();
  expect(modeOf("data")).toBe("700");
});
