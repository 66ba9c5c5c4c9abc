/** Bulk creation of the catalogue and its stock for seeded shops. No operation exposes it. */

import { cleanHtml } from "@hansa/commerce/html";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { insertMenu, insertProductRows, type ProductRows } from "../../store/catalogue/bulk-insert.ts";
import { findCollectionsBySlugs } from "../../store/catalogue/collections.ts";
import type { MediaRow, PriceRangeRow, PriceRow, ProductRow, VariantRow } from "../../store/catalogue/tables.ts";
import { findStockLevels } from "../../store/reservations/stock.ts";
import type { NewMovement } from "../../store/reservations/tables.ts";
import { moveShelf } from "../reservations/stock-movements.ts";
import { reindexProduct } from "../storefront/search-index.ts";

export type SeededMenu = {
  /** Parents before their children, siblings in their order. */
  collections: readonly { slug: string; title: string; parentSlug: string | null }[];
  facets: readonly { code: string; label: string; values: readonly { value: string; label: string }[] }[];
};

/** Creates collections and facets in one transaction. */
export async function seedMenu(deps: Deps, { collections, facets }: SeededMenu): Promise<void> {
  const { store, runtime } = deps;
  const ids = new Map(collections.map(({ slug }) => [slug, runtime.newId("coll")]));
  const idOf = (slug: string) => mustGet(ids, slug, "collection");
  await store.write("seed-places", (tx) =>
    insertMenu(tx, {
      collections: collections.map(({ slug, title, parentSlug }, position) => ({
        id: idOf(slug),
        slug,
        title,
        parentId: parentSlug === null ? null : idOf(parentSlug),
        position,
      })),
      facets: facets.map(({ code, label }, position) => ({ code, label, position })),
      values: facets.flatMap(({ code, values }) =>
        values.map((value, position) => ({ facetCode: code, ...value, position })),
      ),
    }),
  );
}

type SeededVariant = Pick<
  VariantRow,
  "sku" | "title" | "options" | "weightGrams" | "tracked" | "taxClass" | "costMinor" | "costCurrency"
> & {
  /** The index of the picture of this variant among those of the product; null: none. */
  picture: number | null;
  /** Past, present and planned prices. */
  prices: readonly Pick<PriceRow, "currency" | "startsAt" | "minor" | "compareAtMinor">[];
  /** Initial units on hand; ignored for untracked variants. */
  stock: number;
};

export type SeededProduct = Pick<ProductRow, "slug" | "title" | "descriptionHtml" | "optionNames"> & {
  /** None if absent. */
  swatches?: ProductRow["swatches"];
  /** The rank in the default order of the shop, from 1; unique. */
  place: number;
  /** Epoch milliseconds, past or future. */
  publishedAt: number;
  /** Slugs of the collections, the primary collection first. */
  collectionSlugs: readonly string[];
  /** Values of facets by facet code. */
  facets: Readonly<Record<string, readonly string[]>>;
  pictures: readonly Pick<MediaRow, "file" | "alt" | "width" | "height">[];
  variants: readonly SeededVariant[];
};

/**
 * Creates products in one transaction, on sale from `publishedAt`, and returns their variants. With `publishesEvents`, the usual events are
 * appended to the outbox; without it, none is, for large catalogues.
 */
export async function seedProducts(
  deps: Deps,
  seeded: readonly SeededProduct[],
  publishesEvents: boolean,
): Promise<VariantRow[]> {
  return deps.store.write("seed-products", async (tx) => {
    const slugs = [...new Set(seeded.flatMap((product) => product.collectionSlugs))];
    const collectionIds = new Map((await findCollectionsBySlugs(tx, slugs)).map(({ slug, id }) => [slug, id]));
    const rows = emptyRows();
    for (const product of seeded) addDraftRows(deps, rows, product, collectionIds);
    await insertProductRows(tx, rows);
    for (const product of rows.products) await reindexProduct(tx, product);
    if (publishesEvents) await publishEvents(deps, tx, rows);
    return rows.variants;
  });
}

function emptyRows(): ProductRows {
  return {
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
}

function addDraftRows(
  { runtime }: Deps,
  rows: ProductRows,
  { slug, title, descriptionHtml, optionNames, swatches = [], place, publishedAt, ...seeded }: SeededProduct,
  collectionIds: ReadonlyMap<string, string>,
): void {
  const productId = runtime.newId("prod");
  const now = runtime.now();
  rows.products.push({
    id: productId,
    slug,
    title,
    descriptionHtml: cleanHtml(descriptionHtml),
    status: "ACTIVE",
    optionNames,
    swatches,
    featuredRank: place,
    publishedAt,
    version: 1,
    searchRow: place,
    createdAt: now,
    updatedAt: now,
    ratingRank: 0,
    soldLately: 0,
  });
  const pictures = seeded.pictures.map((picture, position) => ({
    id: runtime.newId("med"),
    productId,
    ...picture,
    position,
    origin: null,
  }));
  rows.media.push(...pictures);
  for (const [position, collectionSlug] of seeded.collectionSlugs.entries()) {
    const collectionId = mustGet(collectionIds, collectionSlug, "collection");
    rows.collections.push({ productId, collectionId, position, place: null });
  }
  for (const [facetCode, values] of Object.entries(seeded.facets))
    rows.facets.push(...values.map((value) => ({ productId, facetCode, value })));

  const holding: PriceRow[] = [];
  for (const [index, { picture, prices, stock, ...variant }] of seeded.variants.entries()) {
    const variantId = runtime.newId("var");
    const imageId = picture === null ? null : (pictures[picture]?.id ?? null);
    const made = { createdAt: now, updatedAt: now };
    rows.variants.push({
      isWithdrawable: true,
      barcode: null,
      contentAmount: null,
      contentUnit: null,
      ...variant,
      id: variantId,
      productId,
      position: index + 1,
      imageId,
      ...made,
    });
    const dated = prices.map((price) => ({
      ...{ ...price, variantId, applied: price.startsAt <= now },
      ...{ endsAt: null, endsPeriod: false },
    }));
    rows.prices.push(...dated);
    holding.push(...findEffectivePrices(dated));
    if (!variant.tracked) continue;
    rows.levels.push({ variantId, onHand: stock, committed: 0, reserved: 0 });
    if (stock > 0) rows.movements.push(openingMovement(runtime.newId("stk"), variantId, stock, now));
  }
  rows.priceRanges.push(...findPriceRanges(productId, holding));
}

/** The latest started price of each currency. */
function findEffectivePrices(prices: readonly PriceRow[]): PriceRow[] {
  const started = prices.filter((price) => price.applied).sort((a, b) => a.startsAt - b.startsAt);
  return [...new Map(started.map((price) => [price.currency, price])).values()];
}

function findPriceRanges(productId: string, holding: readonly PriceRow[]): PriceRangeRow[] {
  const ranges = new Map<string, PriceRangeRow>();
  for (const { currency, minor } of holding) {
    if (minor === null) continue;
    const { minMinor, maxMinor } = ranges.get(currency) ?? { minMinor: minor, maxMinor: minor };
    ranges.set(currency, {
      productId,
      currency,
      minMinor: Math.min(minMinor, minor),
      maxMinor: Math.max(maxMinor, minor),
    });
  }
  return [...ranges.values()];
}

function openingMovement(id: string, variantId: string, units: number, at: number): NewMovement {
  const facts = { delta: units, onHandAfter: units, reason: "RECEIVED", note: "The first delivery." } as const;
  return { id, variantId, ...facts, causeId: id, causeLine: variantId, at };
}

/** Appends the events that the same changes in the back office would cause. */
async function publishEvents({ runtime }: Deps, tx: Tx, rows: ProductRows): Promise<void> {
  for (const { variantId, currency, minor, startsAt } of rows.prices)
    await appendEvent(runtime, tx, events.productPriceChanged, { variantId, currency, minor, startsAt });
  for (const { variantId, delta, reason, onHandAfter } of rows.movements) {
    const payload = { variantId, delta, reason, onHand: onHandAfter, committed: 0 };
    await appendEvent(runtime, tx, events.stockChanged, payload);
  }
  for (const { id } of rows.products) await appendEvent(runtime, tx, events.productPublished, { productId: id });
}

/** The target units on hand of a variant after a delivery or a count. */
export type TargetStock = { variantId: string; units: number; note: string };

/** Sets the units on hand in one transaction, with a movement for each difference. Throws if less than committed would remain. */
export async function seedStock(deps: Deps, shelves: readonly TargetStock[]): Promise<void> {
  await deps.store.write("seed-stock", async (tx) => {
    const variantIds = shelves.map((shelf) => shelf.variantId);
    const onHand = new Map((await findStockLevels(tx, variantIds)).map((level) => [level.variantId, level.onHand]));
    for (const { variantId, units, note } of shelves) {
      const delta = units - mustGet(onHand, variantId, "stock level");
      if (delta === 0) continue;
      const reason = delta > 0 ? "RECEIVED" : "COUNTED";
      const movement = { delta, reason, note, causeId: deps.runtime.newId("adj"), causeLine: variantId } as const;
      if (!(await moveShelf(deps, tx, variantId, movement)))
        throw new Error(`${variantId} cannot be set to ${units} units: more units are committed`);
    }
  });
}

function mustGet<Value>(known: ReadonlyMap<string, Value>, key: string, what: string): Value {
  const value = known.get(key);
  if (value === undefined) throw new Error(`there is no ${what} ${key}`);
  return value;
}
