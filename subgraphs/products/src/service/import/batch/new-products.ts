/** New products of an import: rows are collected and inserted once per batch. */

import { cleanHtml } from "@hansa/commerce/html";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../../context.ts";
import { insertProductRows, type ProductRows } from "../../../store/catalogue/bulk-insert.ts";
import type { PriceRangeRow, PriceRow } from "../../../store/catalogue/tables.ts";
import { saveImportedStock } from "../../../store/import/imported-stock.ts";
import { saveImportedPrices, saveImportedPublications } from "../../../store/import/imported-values.ts";
import { findLastProductPlaces } from "../../../store/import/lookups.ts";
import { findEnds } from "../../catalogue/price-ends.ts";
import { readSwatches } from "../../catalogue/swatches.ts";
import { reindexProduct } from "../../storefront/search-index.ts";
import type { ImportedProduct } from "../file/entries.ts";
import type { ImportRun } from "../run.ts";
import type { ProductPictures } from "./pictures.ts";
import type { Placement } from "./placement.ts";
import { firstImportedPricesOf, importedPublicationOf } from "./repeated-values.ts";
import {
  findTargetPictures,
  findTargetPrices,
  findTargetPublication,
  findTargetVariant,
  isPriceAtPublication,
  showsPicture,
} from "./target-state.ts";

export type NewProduct = { product: ImportedProduct; slug: string; places: Placement; pictures: ProductPictures };

/** Whether a new product has a price in any currency. Without one it stays a draft. */
export function hasPrice(product: ImportedProduct, now: number): boolean {
  return product.variants.some(({ prices }) => prices?.some((price) => isPriceAtPublication(product, price, now)));
}

/** Inserts the products, indexes their text and publishes their events. */
export async function createProducts(run: ImportRun, tx: Tx, created: readonly NewProduct[]): Promise<void> {
  if (created.length === 0) return;
  const last = await findLastProductPlaces(tx);
  const rows: ProductRows = {
    products: [],
    media: [],
    variants: [],
    prices: [],
    priceRanges: [],
    collections: [],
    facets: [],
    safety: [],
    levels: [],
    movements: [],
  };
  for (const [index, one] of created.entries()) {
    addRows(run, rows, one, { searchRow: last.searchRow + index + 1, featuredRank: last.featuredRank + index + 1 });
  }
  await insertProductRows(tx, rows);
  const stockOf = new Map(created.flatMap(({ product }) => product.variants.map(({ sku, stock }) => [sku, stock])));
  const counted = new Set(rows.levels.map(({ variantId }) => variantId));
  await saveImportedStock(
    tx,
    rows.variants.flatMap(({ id, sku }) => {
      const onHand = stockOf.get(sku);
      return counted.has(id) && onHand !== undefined ? { variantId: id, onHand, committed: 0 } : [];
    }),
  );
  const pricesOf = new Map(created.flatMap(({ product }) => product.variants.map(({ sku, prices }) => [sku, prices])));
  await saveImportedPrices(
    tx,
    rows.variants.flatMap(({ id, sku }) => firstImportedPricesOf(id, pricesOf.get(sku)) ?? []),
  );
  const publications = created.flatMap(({ product }, index) => {
    const { id } = rows.products[index] ?? {};
    return (id && importedPublicationOf(id, product, hasPrice(product, run.now))) || [];
  });
  await saveImportedPublications(tx, publications);
  for (const product of rows.products) await reindexProduct(tx, product);
  await publishEvents(run.deps, tx, rows);
}

function addRows(
  { deps: { runtime }, now, job }: ImportRun,
  rows: ProductRows,
  { product, slug, places, pictures }: NewProduct,
  counted: { searchRow: number; featuredRank: number },
): void {
  const productId = runtime.newId("prod");
  rows.products.push({
    id: productId,
    slug,
    title: product.title,
    descriptionHtml: cleanHtml(product.descriptionHtml ?? ""),
    optionNames: [...(product.optionNames ?? [])],
    swatches: readSwatches(product.swatches ?? []),
    version: 1,
    createdAt: now,
    updatedAt: now,
    ratingRank: 0,
    soldLately: 0,
    ...counted,
    ...findTargetPublication(product, undefined, hasPrice(product, now), now),
  });
  const media = findTargetPictures(productId, pictures.wanted ?? [], [], () => runtime.newId("med"));
  rows.media.push(...media);
  const collectionIds = [...(places.collectionIds ?? []), ...(places.alsoIn ? [places.alsoIn] : [])];
  rows.collections.push(
    ...collectionIds.map((collectionId, position) => ({ productId, collectionId, position, place: null })),
  );
  if (product.safety) rows.safety.push({ productId, ...product.safety });
  rows.facets.push(...places.values.map((value) => ({ productId, ...value })));

  const holding: PriceRow[] = [];
  for (const [index, variant] of product.variants.entries()) {
    const variantId = runtime.newId("var");
    const facts = findTargetVariant(product, variant, undefined);
    const imageId = media.find((row) => showsPicture(row, pictures.fileOf(variant.image)))?.id ?? null;
    rows.variants.push({
      id: variantId,
      productId,
      position: index + 1,
      imageId,
      createdAt: now,
      updatedAt: now,
      ...facts,
    });
    const named = findTargetPrices(variant.prices ?? [], () => undefined, now).filter(({ minor }) => minor !== null);
    const prices = named.map((price) => ({ ...price, variantId, endsPeriod: false }));
    const ends = findEnds(prices, now);
    holding.push(...[...prices, ...ends].map((price) => ({ ...price, applied: price.startsAt <= now })));
    if (!facts.tracked) continue;
    const onHand = variant.stock ?? 0;
    rows.levels.push({ variantId, onHand, committed: 0, reserved: 0 });
    if (onHand === 0) continue;
    const movement = { variantId, delta: onHand, onHandAfter: onHand, reason: "RECEIVED", note: null } as const;
    rows.movements.push({ id: runtime.newId("stk"), ...movement, causeId: job.id, causeLine: variantId, at: now });
  }
  rows.prices.push(...holding);
  rows.priceRanges.push(...findPriceRanges(productId, holding));
}

function findPriceRanges(productId: string, prices: readonly PriceRow[]): PriceRangeRow[] {
  const holding = prices.filter(({ applied }) => applied);
  const currencies = [...new Set(holding.map(({ currency }) => currency))];
  return currencies.map((currency) => {
    const amounts = holding.flatMap((price) => (price.currency === currency ? (price.minor ?? []) : []));
    return { productId, currency, minMinor: Math.min(...amounts), maxMinor: Math.max(...amounts) };
  });
}

async function publishEvents({ runtime }: Deps, tx: Tx, { prices, movements, products }: ProductRows): Promise<void> {
  for (const { variantId, currency, minor, startsAt } of prices)
    await appendEvent(runtime, tx, events.productPriceChanged, { variantId, currency, minor, startsAt });
  for (const { variantId, delta, reason, onHandAfter } of movements) {
    const payload = { variantId, delta, reason, onHand: onHandAfter, committed: 0 };
    await appendEvent(runtime, tx, events.stockChanged, payload);
  }
  for (const { id, status } of products)
    if (status === "ACTIVE") await appendEvent(runtime, tx, events.productPublished, { productId: id });
}
