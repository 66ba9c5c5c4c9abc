/** Views of a connection: a text is compiled once, a query of a request is bounded, and the connection itself stays as the driver made it. */
import { expect, test } from "vitest";
import { Database } from "../../src/store/engine/sqlite/driver.ts";
import { cacheStatements, limitStatements } from "../../src/store/engine/sqlite/statements.ts";

test("a text is compiled once, and its statement is returned in the state of a new one", () => {
  const view = cacheStatements(new Database(":memory:"));
  const text = "SELECT 1 AS one";
  const first = view.prepare(text);
  expect(first.raw().all()).toEqual([[1]]);
  expect(view.prepare(text)).toBe(first);
  expect(view.prepare(text).all()).toEqual([{ one: 1 }]);
});

test("neither view changes the connection: its own statements are neither cached nor bounded", () => {
  const connection = new Database(":memory:");
  const own = { ...connection };
  const limited = limitStatements(connection);
  const view = cacheStatements(limited);
  const series = "SELECT value FROM json_each(?)";
  const values = JSON.stringify(Array.from({ length: 10_001 }, () => 1));
  expect(() => view.prepare(series).all(values)).toThrow(/rows/);
  expect(connection.prepare(series).all(values)).toHaveLength(10_001);
  expect(connection.prepare(series)).not.toBe(connection.prepare(series));
  expect({ ...connection }).toEqual(own);
});
