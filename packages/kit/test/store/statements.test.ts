/** Views of a connection: a text is compiled once, a query of a request is bounded, and the connection itself stays as the driver made it. */
import { expect, test } from "vitest";
import { Database } from "../../src/store/engine/sqlite/driver.ts";
import { cacheStatements, limitStatements } from "../../src/store/engine/sqlite/statements.ts";
import { writtenTexts } from "../../src/store/engine/statement-text.ts";

test("a text is compiled once, and its statement is returned in the state of a new one", () => {
  const view = cacheStatements(new Database(":memory:"));
  const text = "SELECT 1 AS one";
  const first = view.prepare(text);
  expect(first.raw().all()).toEqual([[1]]);
  expect(view.prepare(text)).toBe(first);
  expect(view.prepare(text).all()).toEqual([{ one: 1 }]);
});

test("texts that clients vary are kept up to a bound in characters, long ones not at all", () => {
  let prepared = 0;
  const connection = new Database(":memory:");
  const counted = Object.create(connection, {
    prepare: {
      value: (text: string) => {
        prepared += 1;
        return connection.prepare(text);
      },
    },
  });
  const view = cacheStatements(counted);
  const textOf = (length: number, number: number) => `SELECT ${number} -- `.padEnd(length, "x");
  const ask = (length: number, numbers: number) => {
    const before = prepared;
    for (let number = 0; number < numbers; number += 1) view.prepare(textOf(length, number));
    return prepared - before;
  };
  expect([ask(4_000, 100), ask(4_000, 100)]).toEqual([100, 0]);
  expect([ask(4_000, 101), ask(4_000, 1)]).toEqual([1, 1]);
  expect([ask(8_001, 1), ask(8_001, 1)]).toEqual([1, 1]);
});

test("a process keeps what it wrote up to a bound in characters of all its statements, long texts not at all", () => {
  let written = 0;
  const write = (length: number) => () => {
    written += 1;
    return { made: {}, text: "x".repeat(length) };
  };
  const [one, other] = [writtenTexts(), writtenTexts()];
  const ask = (shapes: number) => {
    const before = written;
    other("first", write(10));
    for (let shape = 0; shape < shapes; shape += 1) one(`${shape}`, write(5_000));
    return written - before;
  };
  // The first round may drop what the process had written before, and itself in part.
  expect([ask(99), ask(99), ask(99)].at(-1)).toBe(0);
  expect([ask(101), ask(1)]).toEqual([2, 2]);
  const long = [one("long", write(8_001)), one("long", write(8_001))];
  expect(long[0]).not.toBe(long[1]);
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
