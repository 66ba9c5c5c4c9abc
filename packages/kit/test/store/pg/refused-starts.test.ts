/** Starts that are refused say why in one line: at once where no wait helps, and without stopping the processes that run. */
import { mkdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CommandFailure, explainError } from "../../../src/command-line/failure.ts";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { restoringFolder } from "../../../src/store/engine/sqlite/data-folder.ts";
import { openStore } from "../../../src/store/store.ts";
import { temporaryFolder } from "../../../testing/subgraph-client.ts";
import { migrationsOf, readMigrations } from "../../support/pg/migrations.ts";
import { newSchema, openSession, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, tinMigrations } from "../../support/shelf.ts";

test("a server without TLS is refused at once where the address asks for it, in one line with the remedy", async (context) => {
  const place = await newSchema(context);
  const url = new URL(place.url);
  url.searchParams.set("sslmode", "verify-full");
  const refused: unknown = await openTinsIn({ ...place, url: url.href }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(CommandFailure);
  expect(explainError(refused)).toMatch(/cannot be opened: The server does not support SSL connections; set ssl = on/);
});

test("a database that one shop has opened is refused to another one", async (context) => {
  const place = await newSchema(context);
  for (const shop of ["one", undefined, "one"]) await (await openTinsIn({ ...place, shop })).close();
  await expect(openTinsIn({ ...place, shop: "other" })).rejects.toThrow(
    /^postgres:.* belongs to the shop one, and these keys to other; give each shop databases of its own, or/,
  );
});

test("a database whose folder holds an unfinished restore is opened by no start", async (context) => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  mkdirSync(join(folder.path, restoringFolder));
  const place = { ...(await newSchema(context)), file: join(folder.path, "tins.db") };
  await expect(openTinsIn(place)).rejects.toThrow(
    / holds an unfinished restore\. Run npm run hansa -- restore again: /,
  );
  rmdirSync(join(folder.path, restoringFolder));
  await openTinsIn(place);
});

test("a migration that fails says why in its line", async (context) => {
  const place = await newSchema(context);
  const migrations = migrationsOf({ "0000.sql": "CREATE TABLE tins (id bigint); SELECT missing FROM tins;" });
  const options = { place, migrations, runtime: systemRuntime, metrics: createMetrics() };
  const refused: unknown = await openStore(options).catch((error: unknown) => error);
  expect(explainError(refused)).toMatch(/cannot be brought up to date: column "missing" does not exist$/);
});

test("a migration behind a session that reads a table lets the shop write meanwhile, and names the session at its end", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  const session = await openSession(place);
  await session.query("SET application_name = 'a report'; BEGIN; SELECT count(*) FROM tins");
  const [[first = ""] = []] = Object.entries(readMigrations(tinMigrations));
  const migrations = migrationsOf({
    ...readMigrations(tinMigrations),
    [first.replace(/^\d+/, "9999")]: "ALTER TABLE tins ADD COLUMN note text",
  });
  // The clock of the opening is ahead: its minute is over after four seconds.
  const runtime = { ...systemRuntime, monotonic: () => systemRuntime.monotonic() * 15 };
  const opening = openStore({ place, migrations, runtime, metrics: createMetrics() }).catch((error: unknown) => error);
  for (let n = 0; n < 20; n += 1) {
    await store.write("add", (tx) => addTin(tx, `peas ${n}`));
    await systemRuntime.sleep(200);
  }
  expect(explainError(await opening)).toMatch(/lock timeout; the session \d+ of a report \(\w+\) uses a table/);
  await session.query("COMMIT");
  await (await openStore({ place, migrations, runtime: systemRuntime, metrics: createMetrics() })).close();
});
