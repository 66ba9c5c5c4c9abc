/** The database of a process: its variables, their faults, and the places that follow. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commonVariables, readEnvironment, storePlace } from "../../src/service/config.ts";

const url = "postgres://orders:secret@db.example:5432/orders";

function read(variables: Record<string, string>) {
  const given = readEnvironment(commonVariables, variables, { databaseOf: "orders" });
  return storePlace("orders", given, variables);
}

test("without an address a store is a file in the folder of its process", () => {
  expect(read({ HANSA_DATA: "data" })).toEqual({ engine: "sqlite", file: "data/orders/orders.db" });
});

test("an address, or a file with one, puts the store into the database, with five connections", () => {
  const file = join(mkdtempSync(join(tmpdir(), "hansa-")), "address");
  writeFileSync(file, `${url}?sslmode=verify-full\n`);
  // With the file that it replaces.
  const place = { engine: "pg", schema: "public", pool: 5, file: ".data/orders/orders.db" };
  expect(read({ HANSA_ORDERS_DATABASE_URL: url })).toEqual({ ...place, url });
  expect(read({ HANSA_ORDERS_DATABASE_URL_FILE: file })).toEqual({ ...place, url: `${url}?sslmode=verify-full` });
});

test("the place has the id of the shop, which is beside the keys of the process", () => {
  const file = join(mkdtempSync(join(tmpdir(), "hansa-")), "keys.env");
  writeFileSync(file, "HANSA_SHOP_ID=0123456789abcdef\n");
  const variables = { HANSA_ORDERS_DATABASE_URL: url, HANSA_KEYS_FILE: file };
  const given = readEnvironment(commonVariables, { HANSA_ORDERS_DATABASE_URL: url });
  expect(storePlace("orders", given, variables)).toMatchObject({ shop: "0123456789abcdef" });
});

test("the address may name a schema, and the pool is a number of connections", () => {
  const place = read({ HANSA_ORDERS_DATABASE_URL: `${url}?schema=books`, HANSA_ORDERS_DATABASE_POOL: "9" });
  expect(place).toMatchObject({ engine: "pg", url, schema: "books", pool: 9 });
});

test.each([
  ["public", url],
  ["books_", `${url}?schema=books`],
])("a further store of the process has a schema beside (%s)", (prefix, address) => {
  const variables = { HANSA_ORDERS_DATABASE_URL: address };
  const given = readEnvironment(commonVariables, variables);
  const place = storePlace("orders", given, variables, { file: "sandbox-provider", schema: "sandbox" });
  const file = ".data/orders/sandbox-provider.db";
  expect(place).toMatchObject({ schema: prefix === "public" ? "sandbox" : "books_sandbox", file });
});

test.each<[Record<string, string>, RegExp]>([
  [{ HANSA_ORDERS_DATABASE_URL: "db.example/orders" }, /HANSA_ORDERS_DATABASE_URL: is no address such as postgres:/],
  [{ HANSA_ORDERS_DATABASE_URL: "mysql://db.example/orders" }, /HANSA_ORDERS_DATABASE_URL: is no address such as/],
  [{ HANSA_ORDERS_DATABASE_URL: "postgres://db.example" }, /HANSA_ORDERS_DATABASE_URL: is no address such as/],
  [{ HANSA_ORDERS_DATABASE_URL: `${url}?schema=` }, /names a schema that is no word/],
  [{ HANSA_ORDERS_DATABASE_URL: `${url}?schema=hansa` }, /or one that is taken/],
  [{ HANSA_ORDERS_DATABASE_URL: `${url}?options=-c%20jit%3Don` }, /has the parameter options/],
  // The command that moves a shop finds running processes by their name at the server.
  [{ HANSA_ORDERS_DATABASE_URL: `${url}?sslmode=require&application_name=shop` }, /has the parameter application_name/],
  [{ HANSA_ORDERS_DATABASE_URL_FILE: "/nowhere/address" }, /HANSA_ORDERS_DATABASE_URL_FILE: there is no such file/],
  [
    { HANSA_ORDERS_DATABASE_URL: url, HANSA_ORDERS_DATABASE_URL_FILE: "/x" },
    /is set beside HANSA_ORDERS_DATABASE_URL_FILE/,
  ],
  [
    { HANSA_ORDERS_DATABASE_URL: url, HANSA_ORDERS_DATABASE_POOL: "1" },
    /HANSA_ORDERS_DATABASE_POOL: is a number from 2 to 100/,
  ],
  [{ HANSA_ORDERS_DATABASE_URL: url, HANSA_ORDERS_DATABASE_POOL: "many" }, /HANSA_ORDERS_DATABASE_POOL: is a number/],
])("a faulty variable stops the start and says why: %o", (variables, reason) => {
  expect(() => read(variables)).toThrow(reason);
  expect(() => read(variables)).not.toThrow("secret");
});
