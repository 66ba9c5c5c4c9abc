/** The functions of PostgreSQL that have SQLite's names: each gives what SQLite's own gives for the same values. */
import { readFileSync } from "node:fs";
import { Client } from "pg";
import { afterAll, expect, type TestContext, test } from "vitest";
import { Database } from "../../../src/store/engine/sqlite/driver.ts";
import { requireDatabase } from "../../../testing/index.ts";

const prelude = readFileSync(new URL("../../../src/store/engine/pg/prelude.sql", import.meta.url), "utf8");
const sqlite = new Database(":memory:");
const opened: Client[] = [];
afterAll(async () => {
  await opened[0]?.query("DROP SCHEMA prelude_test CASCADE");
  await opened[0]?.end();
});

async function openAnother(context: TestContext): Promise<Client> {
  const { url } = await requireDatabase(context);
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/** A connection whose statements find the functions, and tables of this file. */
async function connect(context: TestContext): Promise<Client> {
  if (opened[0]) return opened[0];
  const client = await openAnother(context);
  opened.push(client);
  await client.query(prelude);
  await client.query("CREATE SCHEMA prelude_test; SET search_path = prelude_test, hansa");
  return client;
}

type Value = string | number | null;
type Case = readonly Value[];

/**
 * Asks both engines for this expression, with each case's values in the place of `?`, and compares texts: drivers would round large numbers.
 * Answers with the results.
 */
async function compare(context: TestContext, expression: string, types: readonly string[], cases: readonly Case[]) {
  const client = await connect(context);
  const parts = expression.split("?");
  const pg = parts.reduce((text, part, index) => `${text}$${index}::${types[index - 1]}${part}`);
  const results: unknown[] = [];
  for (const values of cases) {
    const ofSqlite = sqlite.prepare<unknown[], unknown>(`SELECT CAST((${expression}) AS TEXT)`).pluck();
    const { rows } = await client.query<unknown[]>({
      text: `SELECT (${pg})::text`,
      values: [...values],
      rowMode: "array",
    });
    const told = `${expression} of ${JSON.stringify(values)}`;
    // The driver of SQLite makes reals of numbers.
    const wholes = values.map((value) => (typeof value === "number" ? BigInt(value) : value));
    expect([told, rows[0]?.[0]]).toEqual([told, ofSqlite.get(...wholes)]);
    results.push(rows[0]?.[0]);
  }
  return results;
}

const texts = ["", "a", "Ä", "ß 東京 👩‍🚀", 'a"b\\c/d', "a\nb\tc\u0001", "\\u0000", "\\\\ud800", "1", "true", "null"];
const numbers = [0, 1, -1, 1.5, -0.25, 1234567890123, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
const nested = [[], {}, [1, [2, ["x y", null]]], { a: { b: [true, " , "] }, "c d": "e : f" }];
const values = [...texts, ...numbers, true, false, null, ...nested];
/** JSON with whole numbers that no double holds, with blanks, and with escapes. */
const written = [
  "[9007199254740993, -9223372036854775808, 9223372036854775807]",
  '[ { "a" : [ 1 , 2.50 ] , "b" : " {  } " } , [ ] ]',
  String.raw`["\u00e9\ud83d\ude00", "\\\\\"\/\b\f\n\r\t", "\\u0000"]`,
];

test("json_each gives the values of a list in its order, with their indexes", async (context) => {
  const client = await connect(context);
  const lists = [JSON.stringify(values), ...values.map((value) => JSON.stringify([value])), ...written, "[]", null];
  for (const list of lists) {
    const ofSqlite = sqlite.prepare("SELECT key, CAST(value AS TEXT) FROM json_each(?)").safeIntegers(false).raw();
    const { rows } = await client.query<unknown[]>({
      text: "SELECT key::integer, value FROM json_each($1)",
      values: [list],
      rowMode: "array",
    });
    expect(rows).toEqual(ofSqlite.all(list));
  }
});

test("json_array_length counts the values of a list, and no others", async (context) => {
  const sources = ["[]", "[1]", '[1,[2,3],"]"]', "{}", '{"a":[1]}', "5", '"a"', "null", null, ...written];
  const counts = await compare(
    context,
    "json_array_length(?)",
    ["text"],
    sources.map((source) => [source]),
  );
  expect(counts).toContain("3");
});

test("json_at gives the value at an index of a list, as `->>` does", async (context) => {
  const lists = [JSON.stringify(values), ...written, "[]", "{}", '{"0":1}', "5", "null", null];
  const client = await connect(context);
  for (const list of lists)
    for (const index of [0, 1, 7, values.length - 1, values.length, -1]) {
      const expected = sqlite.prepare("SELECT CAST(? ->> CAST(? AS INTEGER) AS TEXT)").pluck().get(list, index);
      const { rows } = await client.query("SELECT json_at($1, $2) AS value", [list, index]);
      expect([list, index, rows[0].value]).toEqual([list, index, expected]);
    }
});

test("json_get gives the value of a field of an object, as `->>` does", async (context) => {
  const fields = ["a", "vatId", "Ä ö", "a.b", "0", ""];
  const objects = fields.flatMap((field) => values.map((value) => JSON.stringify({ z: 1, [field]: value })));
  const client = await connect(context);
  for (const object of [...objects, "[1]", "5", '"a"', "null", "{}", null])
    for (const field of fields.filter((name) => name !== "")) {
      const expected = sqlite.prepare("SELECT CAST(? ->> ? AS TEXT)").pluck().get(object, field);
      const { rows } = await client.query("SELECT json_get($1, $2) AS value", [object, field]);
      expect([object, field, rows[0].value]).toEqual([object, field, expected]);
    }
});

test("faulty JSON is an error, on both engines", async (context) => {
  const client = await connect(context);
  for (const source of ["", "[1,", "led_x", "[1] 2"]) {
    expect(() => sqlite.prepare("SELECT * FROM json_each(?)").all(source)).toThrow("malformed JSON");
    await expect(client.query("SELECT * FROM json_each($1)", [source])).rejects.toThrow("invalid input syntax");
  }
});

test("a list of a client with NUL or half a surrogate pair is read, and is equal to no stored text", async (context) => {
  const client = await connect(context);
  const strange = ["a\u0000b", "\u0000", "\ud800", "x\udc00", "\udc00\ud800", "\ud83d\ude00", "\\u0000", "b"];
  const { rows } = await client.query("SELECT value FROM json_each($1)", [JSON.stringify(strange)]);
  const replaced = strange.map((text) => Buffer.from(text.replaceAll("\u0000", "\ufffd")).toString());
  expect(rows.map(({ value }) => value)).toEqual(replaced);
});

test("likely and iif leave conditions and values as they are, for an unknown condition too", async (context) => {
  const conditions = ["1 = 1", "1 = 0", "NULL"];
  for (const condition of conditions) {
    await compare(context, `CASE WHEN likely(${condition}) THEN 'yes' ELSE 'no' END`, [], [[]]);
    await compare(
      context,
      `iif(${condition}, ?, ?)`,
      ["text", "text"],
      [
        ["a", "ü"],
        ["a", null],
      ],
    );
    await compare(context, `iif(${condition}, 0, ?) + 1`, ["bigint"], [[5], [null]]);
  }
});

test("max and min of two values are NULL if one of them is, and compare texts by their bytes", async (context) => {
  const pairs = (list: readonly Value[]) => list.flatMap((one) => list.map((other): Case => [one, other]));
  for (const name of ["max", "min"]) {
    await compare(
      context,
      `${name}(?, ?)`,
      ["text", "text"],
      pairs(["a", "Z", "é", "z", "", "10", "9", "東", "👩", null]),
    );
    await compare(context, `${name}(?, ?)`, ["bigint", "bigint"], pairs([0, -5, 7, Number.MAX_SAFE_INTEGER, null]));
  }
});

test("whole gives the number that a column of integers makes of a text, and NULL for all others", async (context) => {
  const client = await connect(context);
  sqlite.exec("CREATE TABLE wholes (given INTEGER)");
  const plain = ["12", "-7", "+5", "007", "0", "9007199254740993", "9223372036854775807", "-9223372036854775808"];
  const spelled = [" 12 ", "\t3\n", "12.0", "5.", "1e3", "10e-1", "-0"];
  const none = [
    "led_x",
    "",
    " ",
    "-",
    "5a",
    "1_000",
    "0x10",
    "1e",
    "٣",
    "1.5",
    ".5",
    "1e-1",
    "9223372036854775808",
    "1e300",
  ];
  for (const text of [...plain, ...spelled, ...none, "1e999999", "9".repeat(60), "NaN", "Infinity", null]) {
    sqlite.exec("DELETE FROM wholes");
    sqlite.prepare("INSERT INTO wholes VALUES (?)").run(text);
    const kept = "SELECT CASE typeof(given) WHEN 'integer' THEN CAST(given AS TEXT) END FROM wholes";
    const { rows } = await client.query("SELECT whole($1)::text AS value", [text]);
    expect([text, rows[0].value]).toEqual([text, sqlite.prepare(kept).pluck().get()]);
  }
});

test("rows are numbered as AUTOINCREMENT does: without a gap after a rollback, never again, and on from a number that a row brings", async (context) => {
  const client = await connect(context);
  sqlite.exec("CREATE TABLE rows (seq integer PRIMARY KEY AUTOINCREMENT, name text UNIQUE)");
  await client.query(`
    CREATE TABLE row_numbers (table_name text PRIMARY KEY, last bigint NOT NULL);
    CREATE TABLE rows (seq bigint PRIMARY KEY, name text UNIQUE);
    CREATE TRIGGER aa_number_rows BEFORE INSERT ON rows FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq')`);
  await expect(client.query("INSERT INTO rows (name) VALUES ('early')")).rejects.toThrow("returned no rows");
  await client.query("INSERT INTO row_numbers VALUES ('rows', 0)");
  const steps = [
    "INSERT INTO rows (name) VALUES ('a'), ('b')",
    "BEGIN",
    "INSERT INTO rows (seq, name) VALUES (NULL, 'rolled back')",
    "ROLLBACK",
    "INSERT INTO rows (name) VALUES ('c')",
    "INSERT INTO rows (name) VALUES ('c'), ('d') ON CONFLICT DO NOTHING",
    "DELETE FROM rows WHERE name = 'd'",
    "INSERT INTO rows (seq, name) VALUES (20, 'copied'), (7, 'copied later')",
    "INSERT INTO rows (name) SELECT name || '!' FROM rows WHERE name > 'b' ORDER BY name DESC",
  ];
  for (const step of steps) {
    sqlite.exec(step);
    await client.query(step);
    const rows = "SELECT CAST(seq AS text), name FROM rows ORDER BY rows.seq";
    const found = await client.query<unknown[]>({ text: rows, rowMode: "array" });
    expect([step, found.rows]).toEqual([step, sqlite.prepare(rows).raw().all()]);
  }
  const last = await client.query("SELECT last::text FROM row_numbers");
  expect(last.rows[0].last).toBe(sqlite.prepare("SELECT CAST(seq AS text) FROM sqlite_sequence").pluck().get());
});

test("the prelude can be made again beside constraints that use it", async (context) => {
  const client = await connect(context);
  await client.query(
    "CREATE TABLE kept (list text CHECK (json_array_length(list) > 0)); INSERT INTO kept VALUES ('[1]')",
  );
  await client.query(prelude);
  await expect(client.query("INSERT INTO kept VALUES ('[]')")).rejects.toMatchObject({ code: "23514" });
});
