/** Keyset pages of a real store: both directions give one list, and rows that come and go between pages neither hide nor double others. */
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Keyset, pageStatement } from "../../src/graphql/keyset.ts";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "../../src/graphql/pages.ts";
import { integer, table, text } from "../../src/store/engine/columns.ts";
import type { Store } from "../../src/store/store.ts";
import { addTin, removeTins } from "../support/shelf.ts";
import { openTins } from "../support/tins.ts";

const tins = table("tins", { id: integer("id").primaryKey(), name: text("name").notNull() });
type Tin = typeof tins.$inferSelect;

/** Names are shared by many tins: the id decides between them. */
const keysetOf = (descending: boolean): Keyset => ({ columns: [tins.name, tins.id], descending });

const pagesOf = (keyset: Keyset) =>
  pageStatement(keyset, [], (db, paging) =>
    db
      .select()
      .from(tins)
      .where(paging.beyondCursor(keyset))
      .orderBy(...paging.orderBy(keyset))
      .limit(paging.limit),
  );
const downward = pagesOf(keysetOf(true));
const upward = pagesOf(keysetOf(false));

async function readTins(store: Store, keyset: Keyset, args: PageArgs & { sort?: TimeSort }): Promise<Connection<Tin>> {
  const page = readTimePage(args, 5, "tins");
  const rows = await store.read((db) => (keyset.descending ? downward : upward)(db, page));
  return connectionOf(page, rows, ({ name, id }) => [name, String(id)]);
}

/** A walk through a list: the sizes of its pages in turn, its direction and order, and the work after each page. */
type Walk = { sizes: readonly number[]; isBackward?: boolean; sort?: TimeSort; between?: () => Promise<void> };

/** Reads every page in one direction; the ids in the order of the list. */
async function walk(
  store: Store,
  keyset: Keyset,
  { sizes, isBackward = false, sort = "NEWEST", between = async () => undefined }: Walk,
): Promise<number[]> {
  const pages: number[][] = [];
  for (let cursor: string | null = null; ; ) {
    const size = sizes[pages.length % sizes.length] ?? 1;
    const args: PageArgs = isBackward ? { last: size, before: cursor } : { first: size, after: cursor };
    const { nodes, pageInfo }: Connection<Tin> = await readTins(store, keyset, { ...args, sort });
    const ids = nodes.map(({ id }) => id);
    if (isBackward) pages.unshift(ids);
    else pages.push(ids);
    if (isBackward ? !pageInfo.hasPreviousPage : !pageInfo.hasNextPage) return pages.flat();
    cursor = isBackward ? pageInfo.startCursor : pageInfo.endCursor;
    await between();
  }
}

async function fill(store: Store, names: readonly string[]): Promise<void> {
  await store.write("fill", async (tx) => {
    await removeTins(tx);
    for (const name of names) await addTin(tx, name);
  });
}

const anyName = fc.constantFrom("", "a", "b", "c", "ä", "10", "9");
const anyNames = fc.array(anyName, { maxLength: 30 });
const anySizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 });
const runs = { numRuns: 40 };

test("pages of any sizes give the same list forward and backward, in either order", async () => {
  const store = await openTins();
  await fc.assert(
    fc.asyncProperty(anyNames, anySizes, fc.boolean(), async (names, sizes, descending) => {
      await fill(store, names);
      const keyset = keysetOf(descending);
      const forward = await walk(store, keyset, { sizes });
      expect(forward).toHaveLength(names.length);
      expect(await walk(store, keyset, { sizes, isBackward: true })).toEqual(forward);
      const reversed = await walk(store, keysetOf(!descending), { sizes });
      expect(await walk(store, keyset, { sizes, sort: "OLDEST" })).toEqual(reversed);
      expect(await walk(store, keyset, { sizes, isBackward: true, sort: "OLDEST" })).toEqual(reversed);
      expect(reversed).toEqual(forward.reverse());
    }),
    runs,
  );
});

test("rows added or removed between two pages neither hide nor repeat other rows, in either direction", async () => {
  const store = await openTins();
  const anyChange = fc.oneof(
    anyName.map((name) => ({ name })),
    fc.nat({ max: 40 }).map((nth) => ({ nth })),
  );
  const anyChanges = fc.array(fc.array(anyChange, { maxLength: 4 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(anyNames, anySizes, anyChanges, fc.boolean(), async (names, sizes, changes, isBackward) => {
      await fill(store, names);
      const keyset = keysetOf(false);
      const before = await walk(store, keyset, { sizes: [100] });
      const removed = new Set<number>();
      let round = 0;
      const between = async () => {
        await store.write("change", async (tx) => {
          for (const change of changes[round] ?? []) {
            if ("name" in change) await addTin(tx, change.name);
            const id = "nth" in change ? before[change.nth] : undefined;
            if (id === undefined) continue;
            removed.add(id);
            await tx.delete(tins).where(eq(tins.id, id));
          }
        });
        round += 1;
      };
      const met = await walk(store, keyset, { sizes, isBackward, between });
      expect(new Set(met).size).toBe(met.length);
      const stayed = before.filter((id) => !removed.has(id));
      expect(met.filter((id) => stayed.includes(id))).toEqual(stayed);
    }),
    runs,
  );
});

test("a cursor whose values do not match the columns is refused", async () => {
  const cursor = (place: readonly (string | number)[]) =>
    Buffer.from(JSON.stringify(["tins", ...place])).toString("base64url");
  const store = await openTins();
  for (const place of [
    ["a", "b"],
    ["a", ""],
    [1, "1"],
    ["a", "1", "1"],
    ["a", "1e999"],
    // A store of whole numbers may refuse a fraction, and one of texts NUL.
    ["a", "1.5"],
    ["a", "9007199254740993"],
    ["\0", "1"],
  ])
    for (const args of [{ after: cursor(place) }, { before: cursor(place) }])
      await expect(readTins(store, keysetOf(false), args)).rejects.toMatchObject({
        extensions: { code: "BAD_USER_INPUT" },
      });
});
