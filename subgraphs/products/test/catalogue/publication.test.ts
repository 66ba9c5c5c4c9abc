/** Publication: requires a price, publishes one event, and archived products keep their page. */
import { findEvents } from "@hansa/kit/messaging";
import { expect, test } from "vitest";
import { z } from "zod";
import { addVariant, change, draft, manager, noon, publish, type Shop, sell, setPrice, shop } from "../support/shop.ts";

const problems = "... on ValidationError { problems { path code } }";
const minute = 60_000;
const iso = (at: number) => new Date(at).toISOString();

async function pageOf({ query }: Shop, id: string) {
  const text = `query ($id: ID!) { product(id: $id) { status version publishedAt } }`;
  return z.object({ product: z.record(z.string(), z.unknown()) }).parse((await query(text, { id }, manager)).data)
    .product;
}

/** The number of events about the publication of a product. */
async function countPublishedEvents(s: Shop): Promise<number> {
  const { events } = await s.service.deps.store.read((db) => findEvents(db, 0, 500));
  return events.filter(({ type }) => type === "product.published").length;
}

test("a product is published only if a variant has a price at that time", async () => {
  const s = await shop();
  const id = await draft(s, "Tea");
  const refused = (input = {}) =>
    change(s, "productPublish", { id, ...input }, "... on ProductIncompleteError { missing }");
  expect(await refused()).toEqual({ __typename: "ProductIncompleteError", missing: ["VARIANT", "PRICE"] });
  const variantId = await addVariant(s, id, "TEA");
  await setPrice(s, variantId, 500);
  await s.runtime.advance(minute);
  await setPrice(s, variantId, null);
  expect(await refused()).toEqual({ __typename: "ProductIncompleteError", missing: ["PRICE"] });
  await setPrice(s, variantId, 600, { startsAt: iso(noon + 60 * minute) });
  expect(await refused({ publishAt: iso(noon + 30 * minute) })).toMatchObject({ missing: ["PRICE"] });
  expect(await refused({ publishAt: iso(noon + 60 * minute) })).toEqual({ __typename: "ProductSaved" });
});

test("publishing a visible product changes nothing and publishes no event; hiding it by a later date is refused", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  const before = await pageOf(s, productId);
  await s.runtime.advance(60 * minute);
  expect(await publish(s, productId)).toMatchObject({ product: { version: before.version, publishedAt: iso(noon) } });
  expect(await publish(s, productId, { publishAt: iso(s.runtime.now() - minute) })).toMatchObject({
    __typename: "ProductSaved",
  });
  const later = { id: productId, publishAt: iso(s.runtime.now() + minute) };
  expect(await change(s, "productPublish", later, problems)).toEqual({
    __typename: "ValidationError",
    problems: [{ path: ["input", "publishAt"], code: "ON_SALE" }],
  });
  expect(await pageOf(s, productId)).toEqual(before);
  expect(await countPublishedEvents(s)).toBe(1);
});

test("a date of publication may be a little late by the client's clock, but not in the past", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA", publish: false });
  expect(await change(s, "productPublish", { id: productId, publishAt: iso(noon - 6 * minute) }, problems)).toEqual({
    __typename: "ValidationError",
    problems: [{ path: ["input", "publishAt"], code: "IN_THE_PAST" }],
  });
  expect(await publish(s, productId, { publishAt: iso(noon - 4 * minute) })).toMatchObject({
    product: { publishedAt: iso(noon), status: "ACTIVE" },
  });
});

test("an archived product keeps its page, cannot be bought, and can be restored; archiving twice changes nothing", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA", stock: 5 });
  const archive = () =>
    change(s, "productArchive", { id: productId }, "... on ProductSaved { product { version status } }");
  const first = await archive();
  expect(first).toMatchObject({ product: { status: "ARCHIVED" } });
  expect(await archive()).toEqual(first);
  const text = `query ($id: ID!) { product(id: $id) { status stockStatus variants { nodes { stockStatus } } } products { totalCount } }`;
  const archived = {
    status: "ARCHIVED",
    stockStatus: "OUT_OF_STOCK",
    variants: { nodes: [{ stockStatus: "OUT_OF_STOCK" }] },
  };
  expect((await s.query(text, { id: productId })).data).toEqual({ product: archived, products: { totalCount: 0 } });
  const inStock = `{ products(filter: { status: ARCHIVED, inStock: true }) { totalCount } }`;
  expect((await s.query(inStock, {}, manager)).data).toEqual({ products: { totalCount: 0 } });
  await publish(s, productId);
  expect((await s.query(text, { id: productId })).data).toMatchObject({ product: { stockStatus: "LOW_STOCK" } });
});

test("a product archived before its publication never appears", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA", publish: false });
  await publish(s, productId, { publishAt: iso(noon + minute) });
  await change(s, "productArchive", { id: productId });
  await s.runtime.advance(2 * minute);
  expect((await s.query(`query ($id: ID!) { product(id: $id) { id } }`, { id: productId })).data).toEqual({
    product: null,
  });
});

test("an archived product that is published again keeps the time of its first publication, unless a later one is planned", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  const archive = () => change(s, "productArchive", { id: productId }, "... on ProductSaved { product { status } }");
  await s.runtime.advance(minute);
  await archive();
  await s.runtime.advance(minute);
  const again = { status: "ACTIVE", publishedAt: iso(noon) };
  expect(await publish(s, productId)).toMatchObject({ product: again });
  await archive();
  const publishAt = iso(s.runtime.now() + minute);
  expect(await publish(s, productId, { publishAt })).toMatchObject({ product: { publishedAt: publishAt } });
});
