/** The doctor about stores on PostgreSQL: their engines, clusters and faults, and a running shop that has other ones. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { testDatabase } from "@hansa/kit/testing";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { checkDatabases } from "../../doctor/databases.mjs";
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

test("finds fault with a shell without the addresses of the running shop", async () => {
  const processes = [
    { name: "orders", report: { store: "PostgreSQL 15.18, postgres://db.example/orders, schema public" } },
  ];
  const router = createServer((_request, response) => response.end(JSON.stringify({ processes })));
  await new Promise<void>((resolve) => router.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void router.close());
  const [gateway] = services.filter(({ isGateway }) => isGateway);
  if (!gateway) throw new Error("a shop has a router");
  const { port }: Pick<AddressInfo, "port"> = Object(router.address());
  vi.stubEnv("HANSA_PORT", String(port - internalPort(gateway, 0)));
  expect(await checkDatabases()).toMatchObject({
    verdict: "wrong",
    found: expect.stringContaining(
      "other stores than this shell names: orders on PostgreSQL 15.18, postgres://db.example/orders",
    ),
  });
});
