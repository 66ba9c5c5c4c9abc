/** The doctor about stores on PostgreSQL: their engines, clusters and faults, and a running shop that has other ones. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { eventually } from "@hansa/client/polling";
import { findPrograms, refuseCluster, startPostgres, temporaryFolder, testDatabase } from "@hansa/kit/testing";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { askIdentity } from "../../../packages/kit/src/store/engine/pg/identity.mjs";
import { checkStores } from "../../doctor/data.mjs";
import { checkDatabases } from "../../doctor/databases.mjs";
import { checkArchive, checkConnections, checkStandbys } from "../../doctor/servers.mjs";
import { checkShop } from "../../doctor/shop.mjs";
import { internalPort, services } from "../../host/shop.mjs";

afterEach(() => vi.unstubAllEnvs());

const services4 = ["PRODUCTS", "USERS", "ORDERS", "PAYMENTS"];

function stubAddresses(url: string, names: readonly string[]): void {
  // Where no shop runs.
  vi.stubEnv("HANSA_PORT", "9");
  for (const name of names) vi.stubEnv(`HANSA_${name}_DATABASE_URL`, url);
}

test("names the engine, the database and the schema of each store, and never the password", async () => {
  const address = new URL((await testDatabase()).url);
  address.password = "secret-of-the-shop";
  stubAddresses(`${address.href}?schema=shop`, services4);
  const { verdict, found } = await checkDatabases();
  expect(verdict).toBe("ok");
  expect(found).toMatch(/^\w+ on PostgreSQL \d+\.\d+, postgres:\/\/127\.0\.0\.1:\d+\/\w+, schema shop; /);
  for (const name of services4) expect(found).toContain(`${name.toLowerCase()} on PostgreSQL`);
  expect(found).not.toContain("secret");
});

test("notes a shop that keeps a part of its stores in files", async () => {
  stubAddresses((await testDatabase()).url, ["ORDERS", "PAYMENTS"]);
  expect(await checkDatabases()).toMatchObject({
    verdict: "note",
    found: expect.stringContaining("products, users in files: not one cluster"),
  });
});

test("finds fault with a database that does not answer", async () => {
  stubAddresses("postgres://hansa:secret@127.0.0.1:9/orders", ["ORDERS"]);
  const { verdict, found } = await checkDatabases();
  expect(verdict).toBe("wrong");
  expect(found).toContain("orders: its database does not answer");
  expect(found).not.toContain("secret");
});

type Told = { engine: string; place: string; cluster: string | null };

/** A router that answers with these stores of one service, one for each instance. */
async function startRouter(stores: readonly Told[], name = "orders"): Promise<void> {
  const processes = stores.map((store) => ({ name, report: { store } }));
  const router = createServer((_request, response) => response.end(JSON.stringify({ processes })));
  await new Promise<void>((resolve) => router.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void router.close());
  const [gateway] = services.filter(({ isGateway }) => isGateway);
  if (!gateway) throw new Error("a shop has a router");
  const { port }: Pick<AddressInfo, "port"> = Object(router.address());
  vi.stubEnv("HANSA_PORT", String(port - internalPort(gateway, 0)));
}

const elsewhere = { engine: "PostgreSQL 15.18", place: "postgres://db.example/orders, schema public", cluster: "7" };
const inFile = { engine: "SQLite 3.50.4", place: "/data/orders/store.db", cluster: null };

test("finds fault with a shell without the addresses of the running shop", async () => {
  await startRouter([elsewhere]);
  expect(await checkDatabases()).toMatchObject({
    verdict: "wrong",
    found: expect.stringContaining(
      "other stores than this shell names: orders on PostgreSQL 15.18, postgres://db.example/orders",
    ),
  });
});

test("finds fault with a shell that names another database, schema or server than an instance of the running shop", async () => {
  const { url } = await testDatabase();
  stubAddresses(`${url}?schema=shop`, ["ORDERS"]);
  const own = await askIdentity(`${url}?schema=shop`);
  await startRouter([own]);
  expect(await checkDatabases()).toMatchObject({ verdict: "note" });
  // Another name of the same server.
  await startRouter([{ ...own, place: own.place.replace("127.0.0.1", "db.example") }]);
  expect(await checkDatabases()).toMatchObject({ verdict: "note" });
  const others = [
    elsewhere,
    inFile,
    { ...own, place: own.place.replace("schema shop", "schema old") },
    { ...own, place: own.place.replace(", schema", "_old, schema") },
    { ...own, cluster: "7" },
  ];
  for (const other of others)
    for (const stores of [
      [other, own],
      [own, other],
    ]) {
      await startRouter(stores);
      expect(await checkDatabases()).toEqual({
        verdict: "wrong",
        found: `the running shop has other stores than this shell names: orders on ${other.engine}, ${other.place}`,
        advice: expect.stringContaining("HANSA_<SERVICE>_DATABASE_URL"),
      });
    }
});

test("each router has a schema of its own in the database that this shell names", async () => {
  const { url } = await testDatabase();
  stubAddresses(url, ["ROUTER", ...services4]);
  const own = await askIdentity(url);
  await startRouter([own, { ...own, place: own.place.replace("public", "router_2") }], "router");
  expect(await checkDatabases()).toMatchObject({ verdict: "ok" });
  await startRouter([{ ...own, cluster: "7" }], "router");
  expect(await checkDatabases()).toMatchObject({ verdict: "wrong" });
});

test("a role that may not ask for the cluster has a sound database, and the cluster is said to be unknown", async () => {
  stubAddresses(await refuseCluster(await testDatabase()), services4);
  const { verdict, found, advice } = await checkDatabases();
  expect({ verdict, advice }).toEqual({ verdict: "note", advice: expect.stringContaining("GRANT EXECUTE") });
  expect(found).toMatch(/^products on PostgreSQL [\d.]+, postgres:[^;]+, schema public, cluster unknown; /);
});

test("a file of an address that cannot be read is the fault of its store alone", async () => {
  vi.stubEnv("HANSA_PORT", "9");
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  vi.stubEnv("HANSA_DATA", path);
  vi.stubEnv("HANSA_ORDERS_DATABASE_URL_FILE", "/nowhere/orders");
  expect(await checkDatabases()).toMatchObject({
    verdict: "wrong",
    found: expect.stringMatching(/^orders: its address cannot be read: ENOENT.*\/nowhere\/orders/),
  });
  expect(await checkStores()).toMatchObject({ verdict: "ok" });
  expect(await checkShop()).toMatchObject({ verdict: "note" });
});

test("of the server it says the standbys, the age of the archive, and the connections, in one line each and without the password", async () => {
  const address = new URL((await testDatabase()).url);
  address.password = "secret-of-the-shop";
  stubAddresses(address.href, services4);
  const found = [await checkStandbys(), await checkArchive(), await checkConnections()];
  const server = address.host;
  expect(found).toEqual([
    { verdict: "note", found: `${server} has none`, advice: expect.stringContaining("synchronous standby") },
    { verdict: "note", found: `${server} archives no log`, advice: expect.stringContaining("archive_command") },
    { verdict: "ok", found: expect.stringMatching(/^[\w.]+:\d+ has \d+ of \d+; \w+ \d+ of any$/) },
  ]);
  expect(JSON.stringify(found)).not.toContain("secret");

  stubAddresses("postgres://hansa:secret@127.0.0.1:9/orders", services4);
  expect(await checkStandbys()).toMatchObject({ verdict: "note", found: "no server answers" });
});

test("a failed attempt to archive, commits that wait for a missing standby, and a role without connections are faults", async (context) => {
  const programs = findPrograms();
  if (programs === null) return context.skip("no PostgreSQL");
  const server = await startPostgres({
    programs,
    options: "-c archive_mode=on -c archive_command=false -c synchronous_standby_names=other",
  });
  try {
    const ask = (text: string) =>
      server.execute(
        `"$programs/psql" -X -h 127.0.0.1 -p $port -U postgres -c "SET synchronous_commit = local" -c "${text}"`,
      );
    await ask("CREATE ROLE orders LOGIN CONNECTION LIMIT 1");
    await ask("SELECT pg_switch_wal()");
    stubAddresses(server.administrator.replace("postgres@", "orders@"), ["ORDERS"]);
    expect(await checkStandbys()).toMatchObject({
      verdict: "wrong",
      found: `127.0.0.1:${server.port} has none, and commits wait for other`,
    });
    const failed = await eventually("an attempt to archive fails", async () => {
      const finding = await checkArchive();
      return finding.verdict === "wrong" ? finding : undefined;
    });
    expect(failed.found).toBe(`127.0.0.1:${server.port} has archived none yet, and its last attempt failed`);
    expect(await checkConnections()).toMatchObject({
      verdict: "wrong",
      found: expect.stringMatching(/; orders 1 of 1$/),
    });
  } finally {
    await server.stop();
  }
});
