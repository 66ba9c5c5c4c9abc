/** The PostgreSQL of tests: one database for each process, on a server that ends with the process that started it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { expect, onTestFinished, type TestContext, test, vi } from "vitest";
import { requireDatabase } from "../../testing/index.ts";

const program = fileURLToPath(new URL("../support/programs/postgres.ts", import.meta.url));

/** Starts a process that uses this server, a private one if empty; answers with the address of its database. */
async function startUser(server: string): Promise<{ url: string; kill(): Promise<void> }> {
  const child = spawn("env", [`HANSA_TEST_PG=${server}`, process.execPath, program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  };
  onTestFinished(kill);
  const [line] = await once(child.stdout, "data");
  return { url: String(line).trim(), kill };
}

/** The values of the first row that a statement of this role gives. */
async function firstRow(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: statement, rowMode: "array" });
    return rows[0] ?? [];
  } finally {
    await client.end();
  }
}

test("the role of tests is an ordinary one, which owns an empty database of UTF-8, sorted by bytes, whose commits wait for the disk", async (context) => {
  const { url } = await requireDatabase(context);
  const isOrdinary = "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user";
  expect(await firstRow(url, isOrdinary)).toEqual([false, true]);
  expect(await firstRow(url, "SELECT 'Z' < 'a', 'é' > 'z', current_setting('server_encoding')")).toEqual([
    true,
    true,
    "UTF8",
  ]);
  const waits = "SELECT current_setting('fsync'), current_setting('synchronous_commit')";
  expect(await firstRow(url, waits)).toEqual(["on", "on"]);
});

test("a private server ends with its process, and leaves neither files nor a listener, when that is killed", async (context) => {
  await requireDatabase(context);
  const { url, kill } = await startUser("");
  const superuser = new URL(url);
  superuser.username = "postgres";
  const [folder] = await firstRow(superuser.href, "SHOW data_directory");
  expect(existsSync(String(folder))).toBe(true);

  await kill();
  await expect.poll(() => existsSync(String(folder))).toBe(false);
  await expect(firstRow(url, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
});

test("processes have a database each on a given server, and the next one removes that of a killed one", async (context) => {
  const { url } = await requireDatabase(context);
  const names = async () => firstRow(url, "SELECT array_agg(datname::text) FROM pg_database");
  const first = await startUser(url);
  const second = await startUser(url);
  const nameOf = (given: string) => new URL(given).pathname.slice(1);
  expect(await names()).toEqual([expect.arrayContaining([url, first.url, second.url].map(nameOf))]);

  await first.kill();
  const isOpen = `SELECT count(*) FROM pg_stat_activity WHERE datname = '${nameOf(first.url)}'`;
  await expect.poll(() => firstRow(url, isOpen)).toEqual(["0"]);
  const third = await startUser(url);
  const [left] = await names();
  expect(left).toEqual(expect.arrayContaining([url, second.url, third.url].map(nameOf)));
  expect(left).not.toContain(nameOf(first.url));
});

test("without a server a test ends as not run, and in CI it fails", async () => {
  const skipped: string[] = [];
  const told = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => told.mockRestore());
  const context: Pick<TestContext, "skip"> = {
    skip: (message) => {
      skipped.push(String(message));
      throw new Error("skipped");
    },
  };
  await expect(requireDatabase(context, {}, null)).rejects.toThrow("skipped");
  expect(skipped).toEqual([expect.stringMatching(/^NOT RUN: no PostgreSQL\./)]);
  expect(told).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("!!! NOT RUN: no PostgreSQL"));
  await expect(requireDatabase(context, { CI: "true" }, null)).rejects.toThrow("NOT RUN: no PostgreSQL");
  expect(skipped).toHaveLength(1);
});
