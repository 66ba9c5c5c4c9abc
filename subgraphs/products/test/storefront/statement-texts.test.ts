/**
 * Texts of statements: PostgreSQL keeps each text that a connection has prepared, so that none follows the number of values that a client, a query or
 * a file brings.
 */
import { searchWordsOf, withTrace } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import { requireDatabase, schemaVariables } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { insertProductRows } from "../../src/store/catalogue/bulk-insert.ts";
import { arrangeProducts } from "../../src/store/catalogue/collection-edits.ts";
import { findUsedValuesExcept, replaceFacetValues } from "../../src/store/catalogue/facet-edits.ts";
import { saveImportedStock } from "../../src/store/import/imported-stock.ts";
import {
  findCollectionMemberships,
  findFacetValuesOfProducts,
  findValues,
  findValuesByCodesOrLabel,
} from "../../src/store/import/lookups.ts";
import { findShownFiles } from "../../src/store/import/picture-fetches.ts";
import { findKnownUploads } from "../../src/store/media/uploads.ts";
import { countFacetValues, countListings } from "../../src/store/storefront/product-counts.ts";
import type { ListingFilter } from "../../src/store/storefront/product-filter.ts";
import { findListings } from "../../src/store/storefront/product-lists.ts";
import { findSuggestions } from "../../src/store/storefront/suggestions.ts";
import { everything } from "../support/listing-filter.ts";
import { noon, openMenu, type Shop, shop } from "../support/shop.ts";

const numbers = [1, 2, 5, 100];
const page = { size: 24, from: undefined, isBackward: false, isReversed: false };

function named(prefix: string, number: number): string[] {
  return Array.from({ length: number }, (_, index) => `${prefix}${index}`);
}

/** Runs work with each number of values. Returns its different texts, one list for each number. */
async function textsOf<Db>(
  run: (work: (db: Db) => Promise<unknown>) => Promise<unknown>,
  work: (db: Db, number: number) => Promise<unknown>,
  some = numbers,
): Promise<string[][]> {
  const all: string[][] = [];
  for (const number of some) {
    const texts = new Set<string>();
    const statements = { list: () => [], monotonic: () => 0, note: (text: string) => void texts.add(text) };
    await withTrace({ requestId: `req_${number}`, entry: "graphql", statements }, () => run((db) => work(db, number)));
    all.push([...texts].sort());
  }
  return all;
}

function reading({ service }: Shop) {
  return (work: (db: Reader) => Promise<unknown>) => service.deps.store.read(work);
}

function writing({ service }: Shop) {
  return (work: (tx: Tx) => Promise<unknown>) => service.deps.store.write("test", work);
}

function expectSame(all: string[][]): void {
  const [first] = all;
  expect(first?.length).toBeGreaterThan(0);
  for (const texts of all) expect(texts).toEqual(first);
}

type Search = (db: Reader, filter: ListingFilter, number: number) => Promise<unknown>;

const lists: Record<string, Search> = {
  "of the shop": (db, filter) => findListings(db, null, { filter, sort: "FEATURED", page }),
  "by price": (db, filter) => findListings(db, null, { filter, sort: "PRICE_ASC", page }),
  "of a collection": (db, filter) => findListings(db, ["coll_1"], { filter, sort: "FEATURED", page }),
  "of several collections": (db, filter) => findListings(db, ["coll_1", "coll_2"], { filter, sort: "NEWEST", page }),
  "below a collection": (db, filter) =>
    findListings(db, null, { filter: { ...filter, collectionId: "coll_1" }, sort: "FEATURED", page }),
  "of a search": (db, filter) =>
    findListings(db, null, { filter: { ...filter, words: searchWordsOf("mug") }, sort: "RELEVANCE", page }),
  counted: (db, filter) => countListings(db, null, filter),
  "counted with values": (db, filter, number) => countFacetValues(db, null, { filter, codes: named("code", number) }),
};

test.each(Object.entries(lists))(
  "a list %s has the same text for any number of values of a facet",
  async (_, search) => {
    const s = await shop();
    const texts = await textsOf(reading(s), (db: Reader, number) => {
      const facets = [
        { facet: "colour", values: named("value", number) },
        { facet: "size", values: named("value", number) },
      ];
      return search(db, { ...everything, facets }, number);
    });
    expectSame(texts);
  },
);

test("on PostgreSQL, lists have the same text for any number of facets beyond three", async (context) => {
  await requireDatabase(context);
  const s = await shop({}, undefined, schemaVariables);
  const facetsOf = (number: number) =>
    named("facet", number).map((facet) => ({ facet, values: named("value", number) }));
  for (const search of Object.values(lists)) {
    const texts = await textsOf(
      reading(s),
      (db: Reader, number) => search(db, { ...everything, facets: facetsOf(number) }, number),
      [4, 5, 20],
    );
    expectSame(texts);
  }
});

test("lists of several collections have the same text for any number of them", async () => {
  const s = await shop();
  const request = { filter: everything, sort: "FEATURED", page } as const;
  const several = [2, 5, 50];
  expectSame(
    await textsOf(reading(s), (db: Reader, number) => findListings(db, named("coll", number), request), several),
  );
  expectSame(
    await textsOf(reading(s), (db: Reader, number) => countListings(db, named("coll", number), everything), several),
  );
});

/** Words of several pairs of letters, whose order no index knows: in one row, in rows with other letters between them, and several of them. */
const inOrder = [
  "カップ",
  "コーヒーカップとソーサー",
  "茶碗蒸し x カップ",
  "茶碗蒸し12カップ34茶托",
  "カップ 茶碗蒸し 白いカップ 青いカップ",
];

test("on PostgreSQL, searches have the same text for any number of words and of pairs of letters", async (context) => {
  await requireDatabase(context);
  const s = await shop({}, undefined, schemaVariables);
  const queries = inOrder.map((query) => searchWordsOf(query));
  const indexes = [...queries.keys()];
  const wordsOf = (index: number) => queries[index] ?? [];
  expectSame(
    await textsOf(
      reading(s),
      (db: Reader, index) => countListings(db, null, { ...everything, words: wordsOf(index) }),
      indexes,
    ),
  );
  expectSame(await textsOf(reading(s), (db: Reader, index) => findSuggestions(db, wordsOf(index), noon, 5), indexes));
});

test("imports and edits look up any number of values by the same text", async () => {
  const s = await shop();
  const lookups: ((db: Reader, values: string[]) => Promise<unknown>)[] = [
    findCollectionMemberships,
    findFacetValuesOfProducts,
    findShownFiles,
    findKnownUploads,
    (db, values) => findValues(db, "colour", values),
    (db, values) => findValuesByCodesOrLabel(db, "colour", values, "Red"),
    (db, values) => findUsedValuesExcept(db, "colour", values, 10),
  ];
  for (const find of lookups)
    expectSame(await textsOf(reading(s), (db: Reader, number) => find(db, named("value", number))));
});

test("imports and edits write any number of rows by the same texts", async () => {
  const s = await shop();
  const values = named("value", 100).map((value, position) => ({ facetCode: "colour", value, label: value, position }));
  const { tea: collectionId } = await openMenu(s);
  const rowsOf = (number: number) => {
    const own = Array.from({ length: number }, (_, index) => number * 1_000 + index);
    return {
      products: own.map((place) => ({
        ...{
          id: `prod_${place}`,
          slug: `thing-${place}`,
          title: "Thing",
          descriptionHtml: "",
          status: "DRAFT" as const,
        },
        ...{
          optionNames: ["Size"],
          swatches: [],
          featuredRank: place,
          publishedAt: null,
          version: 1,
          searchRow: place,
        },
        ...{ createdAt: noon, updatedAt: noon, ratingRank: 0, soldLately: 0 },
      })),
      variants: own.map((place) => ({
        ...{ id: `var_${place}`, productId: `prod_${place}`, sku: `T${place}`, title: "", position: 0, imageId: null },
        ...{ options: [{ name: "Size", value: "S" }], weightGrams: null, tracked: true, taxClass: "standard" as const },
        ...{
          barcode: null,
          isWithdrawable: true,
          costMinor: null,
          costCurrency: null,
          contentAmount: null,
          contentUnit: null,
        },
        ...{ createdAt: noon, updatedAt: noon },
      })),
      media: [],
      prices: [],
      priceRanges: [],
      collections: own.map((place) => ({ productId: `prod_${place}`, collectionId, position: 0, place: null })),
      facets: own.map((place) => ({ productId: `prod_${place}`, facetCode: "colour", value: "value0" })),
      safety: [],
      levels: [],
      movements: [],
    };
  };
  const write = writing(s);
  expectSame(await textsOf(write, (tx: Tx, number) => insertProductRows(tx, rowsOf(number))));
  expectSame(await textsOf(write, (tx: Tx, number) => replaceFacetValues(tx, "colour", values.slice(0, number))));
  const productsOf = (number: number) => rowsOf(number).products.map(({ id }) => id);
  expectSame(await textsOf(write, (tx: Tx, number) => arrangeProducts(tx, collectionId, productsOf(number))));
  const stockOf = (number: number) =>
    rowsOf(number).variants.map(({ id }) => ({ variantId: id, onHand: number, committed: 0 }));
  expectSame(await textsOf(write, (tx: Tx, number) => saveImportedStock(tx, stockOf(number))));
  expect(await s.rows("SELECT count(*) AS count FROM facet_values WHERE facet_code = 'colour'")).toEqual([
    { count: 100 },
  ]);
  expect(await s.rows("SELECT count(*) AS count FROM product_collections WHERE place IS NOT NULL")).toEqual([
    { count: 100 },
  ]);
});
