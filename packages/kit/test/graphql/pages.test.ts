/** Pages in both directions: no row twice, none left out, and a cursor that is not ours is refused. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { connectionOf, maxPageSize, type Page, readPage, readTimePage } from "../../src/graphql/pages.ts";

type Row = { rank: number; id: string };
const place = (row: Row) => [row.rank, row.id];
const encode = (text: string) => Buffer.from(text).toString("base64url");
const invalidCursor = expect.objectContaining({ extensions: { code: "BAD_USER_INPUT" } });

/** The rows beyond a place, in the order in which a store reads them: one more than asked for. */
function find(rows: readonly Row[], { size, from, isBackward }: Page): Row[] {
  const [rank, id] = from ?? [];
  const isBeyond = (row: Row) => {
    if (rank === undefined) return true;
    const order = compare(row, { rank: Number(rank), id: String(id) });
    return isBackward ? order < 0 : order > 0;
  };
  const beyond = rows.filter(isBeyond);
  if (isBackward) beyond.reverse();
  return beyond.slice(0, size + 1);
}

function compare(a: Row, b: Row): number {
  return a.rank - b.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

const anyRows = fc
  .uniqueArray(
    fc.record({ rank: fc.double({ noNaN: true, noDefaultInfinity: true }), id: fc.string({ unit: "binary" }) }),
    { selector: (row) => row.id },
  )
  .chain((rows) =>
    fc.boolean().map((sameRank) => rows.map(({ rank, id }) => ({ id, rank: sameRank ? 1 : rank })).sort(compare)),
  );
const anySizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });

/** Reads all pages in one direction, with the sizes in turn; the rows in the order of the list. */
function walk(rows: readonly Row[], sizes: readonly number[], isBackward: boolean): Row[] {
  const pages: Row[][] = [];
  for (let cursor: string | null = null; ; ) {
    const size = sizes[pages.length % sizes.length] ?? 1;
    const page = readPage(isBackward ? { last: size, before: cursor } : { first: size, after: cursor }, 10, "rows");
    const { nodes, edges, pageInfo } = connectionOf(page, find(rows, page), place);
    expect(nodes.length).toBeLessThanOrEqual(size);
    expect(nodes.length > 0 || rows.length === 0).toBe(true);
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([
      edges[0]?.cursor ?? null,
      edges.at(-1)?.cursor ?? null,
    ]);
    const { hasNextPage, hasPreviousPage } = pageInfo;
    const [isMoreAhead, isMoreBehind] = isBackward ? [hasPreviousPage, hasNextPage] : [hasNextPage, hasPreviousPage];
    expect(isMoreBehind).toBe(cursor !== null);
    if (isBackward) pages.unshift(nodes);
    else pages.push(nodes);
    expect(isMoreAhead).toBe(pages.flat().length < rows.length);
    if (!isMoreAhead) return pages.flat();
    cursor = isBackward ? pageInfo.startCursor : pageInfo.endCursor;
  }
}

test("walking forward or backward with pages of any size gives every row once, in the order of the list", () => {
  fc.assert(
    fc.property(anyRows, anySizes, fc.boolean(), (rows, sizes, isBackward) => {
      expect(walk(rows, sizes, isBackward)).toEqual(rows);
    }),
  );
});

test("the page before a page's first row and the page after its last are adjacent to it", () => {
  fc.assert(
    fc.property(anyRows, fc.nat(), anySizes, (rows, at, [size = 1]) => {
      const start = rows.length === 0 ? 0 : at % rows.length;
      const before = { list: "rows", size, from: undefined, isBackward: false, isReversed: false };
      const middle = connectionOf(before, rows.slice(start, start + size + 1), place);
      const pageAhead = readPage({ last: size, before: middle.pageInfo.startCursor }, 10, "rows");
      const pageBehind = readPage({ first: size, after: middle.pageInfo.endCursor }, 10, "rows");
      if (middle.nodes.length === 0) return;
      const ahead = connectionOf(pageAhead, find(rows, pageAhead), place).nodes;
      const behind = connectionOf(pageBehind, find(rows, pageBehind), place).nodes;
      expect([...ahead, ...middle.nodes, ...behind]).toEqual(rows.slice(Math.max(0, start - size), start + 2 * size));
    }),
  );
});

test.each([
  [{ first: 1, last: 1 }],
  [{ first: 1, before: "x" }],
  [{ last: 1, after: "x" }],
  [{ after: "x", before: "x" }],
])("arguments of both directions are refused: %o", (args) => {
  expect(() => readPage(args, 10, "rows")).toThrow(invalidCursor);
});

test("an empty page has no cursors and no neighbouring pages", () => {
  expect(connectionOf(readPage({}, 10), [], place)).toEqual({
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

test("a page has its default size unless another one from 1 to 100 is requested, forward and backward", () => {
  const usual = { size: 24, from: undefined, isReversed: false, list: "" };
  expect(readPage({}, 24)).toEqual({ ...usual, isBackward: false });
  expect(readPage({ first: null, after: null, last: null, before: null }, 24)).toEqual({ ...usual, isBackward: false });
  for (const size of [1, maxPageSize]) {
    expect(readPage({ first: size }, 24)).toEqual({ ...usual, size, isBackward: false });
    expect(readPage({ last: size }, 24)).toEqual({ ...usual, size, isBackward: true });
  }
  for (const size of [0, -1, 101, 2 ** 31 - 1])
    for (const args of [{ first: size }, { last: size }]) expect(() => readPage(args, 24)).toThrow(invalidCursor);
});

test("a list may have a larger page than others", () => {
  expect(readPage({ first: 250 }, 24, "", 250)).toMatchObject({ size: 250, isBackward: false });
  expect(readPage({ last: 250 }, 24, "", 250)).toMatchObject({ size: 250, isBackward: true });
  for (const args of [{ first: 251 }, { last: 251 }, { first: 0 }])
    expect(() => readPage(args, 24, "", 250)).toThrow("must be from 1 to 250");
});

test("a cursor is valid for its own list and order only", () => {
  const cursorOf = (list: string) =>
    connectionOf(readPage({}, 10, list), [{ rank: 1, id: "a" }], place).pageInfo.endCursor;
  for (const list of ["tins", "tins by price", ""]) {
    const after = cursorOf(list);
    expect(readPage({ after }, 10, list)).toMatchObject({ from: [1, "a"], size: 10, isBackward: false });
    expect(readPage({ before: after }, 10, list)).toMatchObject({ from: [1, "a"], size: 10, isBackward: true });
    for (const other of ["jars", "tins by name", "tin", "rank"]) {
      expect(() => readPage({ after }, 10, other)).toThrow(invalidCursor);
      expect(() => readPage({ before: after }, 10, other)).toThrow(invalidCursor);
    }
  }
});

test("a list by time is reversed on request, and a cursor is valid for one order", () => {
  expect(readTimePage({}, 10, "rows").isReversed).toBe(false);
  expect(readTimePage({ sort: "NEWEST" }, 10, "rows").isReversed).toBe(false);
  expect(readTimePage({ sort: "OLDEST" }, 10, "rows").isReversed).toBe(true);
  expect(readTimePage({ sort: "OLDEST" }, 10, "rows", "OLDEST").isReversed).toBe(false);
  expect(readTimePage({ sort: "NEWEST" }, 10, "rows", "OLDEST").isReversed).toBe(true);
  const oldest = readTimePage({ sort: "OLDEST" }, 10, "rows");
  const after = connectionOf(oldest, [{ rank: 1, id: "a" }], place).pageInfo.endCursor;
  expect(readTimePage({ sort: "OLDEST", after }, 10, "rows").from).toEqual([1, "a"]);
  expect(() => readTimePage({ after }, 10, "rows")).toThrow(invalidCursor);
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
  expect(() => readPage({ after }, 24, "tins")).toThrow(invalidCursor);
});

test("any text used as a cursor is decoded or refused, and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.json().map(encode)), (after) => {
      try {
        const page = readPage({ after }, 24);
        expect(page.from?.every((value) => typeof value === "string" || typeof value === "number")).toBe(true);
      } catch (error) {
        expect(error).toEqual(invalidCursor);
      }
    }),
  );
});
