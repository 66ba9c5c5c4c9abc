/** Pages: no row twice, none left out, and a cursor that is not ours is refused. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { connectionOf, largestPage, type Page, readPage } from "../src/pages.ts";

type Row = { rank: number; id: string };
const place = (row: Row) => [row.rank, row.id];
const encode = (text: string) => Buffer.from(text).toString("base64url");
const notOurs = expect.objectContaining({ extensions: { code: "BAD_USER_INPUT" } });

/** The rows behind a place, as a store would find them: one more than asked for. */
function find(rows: readonly Row[], { first, after }: Page): Row[] {
  const [rank, id] = after ?? [];
  const isBehind = (row: Row) =>
    rank === undefined || row.rank > Number(rank) || (row.rank === rank && row.id > String(id));
  return rows.filter(isBehind).slice(0, first + 1);
}

test("walking from page to page meets every row once, in order, however many share a rank", () => {
  const ranked = fc.uniqueArray(
    fc.record({ rank: fc.double({ noNaN: true, noDefaultInfinity: true }), id: fc.string({ unit: "binary" }) }),
    {
      selector: (row) => row.id,
    },
  );
  fc.assert(
    fc.property(ranked, fc.boolean(), fc.integer({ min: 1, max: 5 }), (given, sameRank, first) => {
      const rows = given
        .map((row) => ({ id: row.id, rank: sameRank ? 1 : row.rank }))
        .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
      const met: Row[] = [];
      for (let after: string | null = null; ; ) {
        const page = readPage({ first, after }, 10, "rows");
        const { nodes, pageInfo, edges } = connectionOf(page, find(rows, page), place);
        met.push(...nodes);
        expect(nodes.length).toBeLessThanOrEqual(first);
        expect(nodes.length > 0 || rows.length === 0).toBe(true);
        expect(pageInfo.startCursor).toBe(edges[0]?.cursor ?? null);
        expect(pageInfo.hasPreviousPage).toBe(after !== null);
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      expect(met).toEqual(rows);
    }),
  );
});

test("an empty page has no cursors and nothing around it", () => {
  expect(connectionOf(readPage({}, 10), [], place)).toEqual({
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

test("a page has its usual size unless another is asked for, from 1 to 100", () => {
  expect(readPage({}, 24)).toEqual({ first: 24, after: undefined, list: "" });
  expect(readPage({ first: null, after: null }, 24)).toEqual({ first: 24, after: undefined, list: "" });
  expect(readPage({ first: 1 }, 24).first).toBe(1);
  expect(readPage({ first: largestPage }, 24).first).toBe(100);
  for (const first of [0, -1, 101, 2 ** 31 - 1]) expect(() => readPage({ first }, 24)).toThrow(notOurs);
});

test("a cursor is good for its own list, in its own order, and for no other", () => {
  const cursorOf = (list: string) =>
    connectionOf(readPage({}, 10, list), [{ rank: 1, id: "a" }], place).pageInfo.endCursor;
  for (const list of ["tins", "tins by price", ""]) {
    const after = cursorOf(list);
    expect(readPage({ after }, 10, list).after).toEqual([1, "a"]);
    for (const other of ["jars", "tins by name", "tin", "rank"]) {
      expect(() => readPage({ after }, 10, other)).toThrow(notOurs);
    }
  }
});

test.each([
  ["empty", ""],
  ["an empty list", encode("[]")],
  ["a name alone", encode('["tins"]')],
  ["a place without an id", encode('["tins",1]')],
  ["a place whose id is a number", encode('["tins",1,2]')],
  ["a place without a list", encode('[1,"prod_1"]')],
  ["not base64", "§§§"],
  ["not JSON", encode("prod_1")],
  ["half of one", encode('["tins",1,"prod')],
  ["an object", encode('{"rank":1}')],
  ["a number", encode("1")],
  ["a list with null in it", encode('["tins",null,"prod_1"]')],
  ["a list of lists", encode('["tins",[1],"prod_1"]')],
  ["a list of objects", encode('["tins",{"$gt":""},"prod_1"]')],
])("a cursor that is %s is refused", (_what, after) => {
  expect(() => readPage({ after }, 24, "tins")).toThrow(notOurs);
});

test("whatever text comes as a cursor is read or refused, and never breaks anything", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.json().map(encode)), (after) => {
      try {
        const page = readPage({ after }, 24);
        expect(page.after?.every((value) => typeof value === "string" || typeof value === "number")).toBe(true);
      } catch (error) {
        expect(error).toEqual(notOurs);
      }
    }),
  );
});
