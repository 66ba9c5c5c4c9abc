/** The opening of a database: what is refused, and migrations that block no later start. */
import { readFileSync, writeFileSync } from "node:fs";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { CommandFailure, explainError } from "../../../src/command-line/failure.ts";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import type { DatabasePlace } from "../../../src/store/engine/pg/place.ts";
import { nameOf } from "../../../src/store/engine/pg/place.ts";
import { type Facts, faultIn } from "../../../src/store/engine/pg/requirements.ts";
import { openStore } from "../../../src/store/store.ts";
import { migrationsOf } from "../../support/pg/migrations.ts";
import { openLossyProxy } from "../../support/pg/proxy.ts";
import { newSchema, openSession, openSuperuser, openTinsIn } from "../../support/pg/tins.ts";

const usable: Facts = {
  version: 150_018,
  encoding: "UTF8",
  fsync: "on",
  synchronousCommit: "on",
  sorted: "Z,_,a,é",
  backends: [1, 2],
  role: "orders",
  mayMakeSchemas: false,
  schemas: [
    { name: "public", mayUse: true, ofOthers: false },
    { name: "hansa", mayUse: true, ofOthers: false },
  ],
};

test.each<[Partial<Facts>, RegExp]>([
  [{ version: 140_012 }, /older than PostgreSQL 15; use a later one$/],
  [{ encoding: "SQL_ASCII" }, /encoded in SQL_ASCII; create it with ENCODING 'UTF8'/],
  [{ sorted: "_,a,é,Z" }, /does not sort text by bytes; create it with LOCALE 'C.UTF-8'/],
  [{ fsync: "off" }, /fsync is off.*set fsync = on$/],
  [{ synchronousCommit: "off" }, /synchronous_commit is off.*set synchronous_commit = on$/],
  [{ synchronousCommit: "local" }, /synchronous_commit is local.*set synchronous_commit = on$/],
  [{ backends: [7, 7] }, /a pooler shares one session.*server itself$/],
])("a database is refused, with the remedy: %o", (fact, reason) => {
  expect(faultIn(usable, false)).toBeUndefined();
  expect(faultIn({ ...usable, ...fact }, false)).toMatch(reason);
});

test("a store that holds no facts may be on a server that loses its last commits", () => {
  expect(faultIn({ ...usable, fsync: "off", synchronousCommit: "off" }, true)).toBeUndefined();
});

test.for([
  ["ENCODING 'SQL_ASCII' LOCALE 'C'", /is encoded in SQL_ASCII/],
  ["LOCALE_PROVIDER icu ICU_LOCALE 'en' ENCODING 'UTF8'", /does not sort text by bytes/],
] as const)("the server itself is asked: a database made with %s is refused", async ([how, reason], context) => {
  const place = await newSchema(context);
  const session = await openSession(place);
  const name = `${place.schema}_${how.length}`;
  await session.query(`CREATE DATABASE ${name} TEMPLATE template0 ${how}`);
  const url = new URL(place.url);
  url.pathname = `/${name}`;
  const refused: unknown = await openTinsIn({ ...place, url: url.href }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(CommandFailure);
  expect(explainError(refused)).toMatch(reason);
});

test("a place is named without its password", () => {
  const place = {
    engine: "pg",
    url: "postgres://hansa:secret@db.example:5432/orders",
    schema: "public",
    pool: 5,
  } as const;
  expect(nameOf(place)).toBe("postgres://db.example:5432/orders, schema public");
});

async function openWith(place: DatabasePlace, texts: Record<string, string>) {
  const options = { runtime: systemRuntime, metrics: createMetrics() };
  const store = await openStore({ place, migrations: migrationsOf(texts), ...options });
  onTestFinished(() => store.close());
}

const sessionsText =
  "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hansa' AND datname = current_database()";

const first = { "0000_initial.sql": "CREATE TABLE jars (id bigint PRIMARY KEY);" };

test("a failed migration leaves nothing, and the start after it succeeds", async (context) => {
  const place = await newSchema(context);
  const broken = { ...first, "0001_broken.sql": "CREATE TABLE lids (id bigint); SELECT nothing;" };
  await expect(openWith(place, broken)).rejects.toMatchObject({
    cause: { message: expect.stringContaining("nothing") },
  });
  await openWith(place, { ...first, "0001_lids.sql": "CREATE TABLE lids (id bigint);" });
  const session = await openSession(place);
  const { rows } = await session.query("SELECT name FROM migrations ORDER BY name");
  expect(rows).toEqual([{ name: "0000_initial" }, { name: "0001_lids" }]);
});

test("ten processes that start at once apply each migration once", async (context) => {
  const place = await newSchema(context);
  await Promise.all(Array.from({ length: 10 }, () => openWith(place, first)));
});

test("a migration that was changed after it was applied is refused", async (context) => {
  const place = await newSchema(context);
  await openWith(place, first);
  const changed = { "0000_initial.sql": "CREATE TABLE jars (id bigint PRIMARY KEY, size bigint);" };
  await expect(openWith(place, changed)).rejects.toMatchObject({ cause: { message: /0000_initial was changed/ } });
});

test("a migration makes its extension; one that cannot be made is refused in one line with the remedy", async (context) => {
  const place = await newSchema(context);
  await openWith(place, { "0000_initial.sql": "CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA hansa;" });
  const other = await newSchema(context);
  const missing = {
    "0000_initial.sql": "CREATE EXTENSION IF NOT EXISTS tin_search SCHEMA hansa;\nCREATE TABLE jars (id bigint);",
  };
  await expect(openWith(other, missing)).rejects.toThrow(
    /^postgres:.*: the extension tin_search cannot be made \(.*\)\. Let an administrator .* CREATE EXTENSION tin_search SCHEMA hansa.*\.$/,
  );
});

test("an opening whose connection is lost in the middle begins again", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  proxy.loseAt("before", "CREATE EXTENSION");
  const texts = { "0000_initial.sql": "CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA hansa;" };
  await openWith(proxy.place, texts);
  expect(proxy.lost()).toBe(1);
});

test("an opening ends on the connection that repeats it: its readers connect once they are used", async (context) => {
  const place = await newSchema(context);
  await openWith(place, first);
  const session = await openSession(place);
  await expect.poll(async () => (await session.query(sessionsText)).rows).toEqual([{ count: "1" }]);
});

test("an opening that does not get the write lock leaves no connection", async (context) => {
  const place = await newSchema(context);
  const options = { place, migrations: migrationsOf(first), runtime: systemRuntime, metrics: createMetrics() };
  await (await openStore(options)).close();
  const session = await openSession(place);
  const count = async () => (await session.query(sessionsText)).rows;
  await expect.poll(count).toEqual([{ count: "0" }]);
  await session.query("BEGIN; LOCK TABLE migrations IN EXCLUSIVE MODE");
  await expect(openStore({ ...options, isReplaceable: true })).rejects.toThrow(/timeout$/);
  await expect.poll(count).toEqual([{ count: "0" }]);
});

test("a store opens after a migration that took longer than a start may wait", async (context) => {
  const place = await newSchema(context);
  // An hour for each second.
  const runtime = { ...systemRuntime, monotonic: () => systemRuntime.monotonic() * 3_600 };
  const migrations = migrationsOf({ "0000_initial.sql": "SELECT pg_sleep(0.1); CREATE TABLE jars (id bigint);" });
  const store = await openStore({ place, migrations, runtime, metrics: createMetrics() });
  await store.close();
});

test("an address without the password that the server asks for is refused at once", async (context) => {
  const place = await newSchema(context);
  const owner = await openSuperuser(place);
  const file = String((await owner.query("SHOW hba_file")).rows[0]?.hba_file);
  const trusted = readFileSync(file, "utf8");
  const role = `asked_${process.pid}`;
  await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'tins'`);
  writeFileSync(file, `host all ${role} 127.0.0.1/32 scram-sha-256\n${trusted}`);
  onTestFinished(async () => {
    writeFileSync(file, trusted);
  });
  await owner.query("SELECT pg_reload_conf()");
  const url = new URL(place.url);
  url.username = role;
  // The server reads the file some time after it is told to.
  const isWrongPasswordRefused = async () => {
    const session = new pg.Client({ connectionString: url.href, password: "wrong" });
    const isRefused = await session.connect().then(
      () => false,
      () => true,
    );
    await session.end();
    return isRefused;
  };
  await expect.poll(isWrongPasswordRefused).toBe(true);
  await expect(openTinsIn({ ...place, url: url.href })).rejects.toThrow(/password must be a string/);
  const unfinished = "SELECT count(*) FROM pg_stat_activity WHERE state IS NULL AND backend_type = 'client backend'";
  await expect.poll(async () => (await owner.query(unfinished)).rows).toEqual([{ count: "0" }]);
});

test("an extension that no session would find is refused in one line with the remedy", async (context) => {
  const place = await newSchema(context);
  const session = await openSession(place);
  await session.query(`CREATE SCHEMA aside_${place.schema}; CREATE EXTENSION citext SCHEMA aside_${place.schema}`);
  const first = { "0000_initial.sql": "CREATE EXTENSION IF NOT EXISTS citext SCHEMA hansa;" };
  await expect(openWith(place, first)).rejects.toThrow(
    /the extension citext is in the schema aside_\w+, .*: ALTER EXTENSION citext SET SCHEMA hansa\.$/,
  );
  // Its role may not move it.
  await session.query("DROP EXTENSION citext");
  await openWith(place, first);
});

test("a role that may make no schemas is refused with the remedy, and starts once an administrator has made them", async (context) => {
  const { url, schema } = await newSchema(context);
  const owner = await openSuperuser({ url });
  const database = `${schema}_rights`;
  await owner.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`);
  await owner.query(`CREATE ROLE plain_${schema} LOGIN`);
  const address = new URL(url);
  address.pathname = `/${database}`;
  const administrator = await openSuperuser({ url: address.href });
  address.username = `plain_${schema}`;
  const place: DatabasePlace = { engine: "pg", url: address.href, schema: "shop", pool: 3 };
  for (const name of ["shop", "hansa"]) {
    const refused = await openTinsIn(place).catch((error: Error) => error.message);
    const [remedy] = /CREATE SCHEMA.*$/.exec(String(refused)) ?? [];
    expect(remedy).toBe(`CREATE SCHEMA "${name}" AUTHORIZATION "plain_${schema}"`);
    await administrator.query(remedy ?? "");
  }
  // Its functions are the administrator's.
  await administrator.query("CREATE EXTENSION pg_trgm SCHEMA hansa");
  await openTinsIn(place);
  await administrator.query("ALTER SCHEMA shop OWNER TO postgres");
  await expect(openTinsIn(place)).rejects.toThrow(/GRANT USAGE, CREATE ON SCHEMA "shop" TO "plain_/);
});
