/** New products of an import: their rows are gathered, and written for a whole batch at once. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { saveImportedStock } from "../../store/imported-stock.ts";
import { findLastProductPlaces } from "../../store/importing.ts";
import { insertProductRows, type ProductRows } from "../../store/shelves.ts";
import type { PriceRangeRow, PriceRow } from "../../store/tables.ts";
import { cleanHtml } from "../catalogue/html.ts";
import { reindex } from "../shop/indexing.ts";
import { desiredPrice, lifeOf, pictureRows, variantFacts } from "./desired.ts";
import type { ImportedProduct } from "./entries.ts";
import type { PicturesOf } from "./pictures-of.ts";
import type { Places } from "./places.ts";
import type { Run } from "./run.ts";

export type NewProduct = { product: ImportedProduct; slug: string; places: Places; pictures: PicturesOf };

/** Whether a new product has a price in any currency, without which it stays a draft. */
export function isPriced({ variants }: ImportedProduct): boolean {
  return variants.some(({ prices }) => prices?.some(({ minor }) => minor !== null));
}

/** Writes them, finds their words for the search, and tells others. */
export async function createProducts(run: Run, tx: Tx, created: readonly NewProduct[]): Promise<void> {
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
    levels: [],
    movements: [],
  };
  for (const [index, one] of created.entries()) {
    gather(run, rows, one, { searchRow: last.searchRow + index + 1, featuredRank: last.featuredRank + index + 1 });
  }
  await insertProductRows(tx, rows);
  const stockOf = new Map(created.flatMap(({ product }) => product.variants.map(({ sku, stock }) => [sku, stock])));
  const counted = new Set(rows.levels.map(({ variantId }) => variantId));
  await saveImportedStock(
    tx,
    rows.variants.flatMap(({ id, sku }) => {
      const onHand = stockOf.get(sku);
      return counted.has(id) && onHand !== undefined ? { variantId: id, onHand } : [];
    }),
  );
  for (const product of rows.products) await reindex(tx, product);
  await tell(run.deps, tx, rows);
}

function gather(
  { deps: { world }, now, job }: Run,
  rows: ProductRows,
  { product, slug, places, pictures }: NewProduct,
  counted: { searchRow: number; featuredRank: number },
): void {
  const productId = world.newId("prod");
  rows.products.push({
    id: productId,
    slug,
    title: product.title,
    descriptionHtml: cleanHtml(product.descriptionHtml ?? ""),
    optionNames: [...(product.optionNames ?? [])],
    version: 1,
    createdAt: now,
    updatedAt: now,
    ratingRank: 0,
    soldLately: 0,
    ...counted,
    ...lifeOf(product, undefined, isPriced(product), now),
  });
  const media = pictureRows(productId, pictures.wanted ?? [], [], () => world.newId("med"));
  rows.media.push(...media);
  const collectionIds = [...(places.collectionIds ?? []), ...(places.alsoIn ? [places.alsoIn] : [])];
  rows.collections.push(...collectionIds.map((collectionId, position) => ({ productId, collectionId, position })));
  rows.facets.push(...places.values.map((value) => ({ productId, ...value })));

  const holding: PriceRow[] = [];
  for (const [index, variant] of product.variants.entries()) {
    const variantId = world.newId("var");
    const facts = variantFacts(product, variant, undefined);
    const imageId = media.find(({ file }) => file === pictures.fileOf(variant.image))?.id ?? null;
    rows.variants.push({
      id: variantId,
      productId,
      position: index + 1,
      imageId,
      createdAt: now,
      updatedAt: now,
      ...facts,
    });
    const priced = (variant.prices ?? []).filter(({ minor }) => minor !== null);
    holding.push(
      ...priced.map((price) => ({ ...desiredPrice(price, undefined), variantId, startsAt: now, applied: true })),
    );
    if (!facts.tracked) continue;
    const onHand = variant.stock ?? 0;
    rows.levels.push({ variantId, onHand, reserved: 0 });
    if (onHand === 0) continue;
    const movement = { variantId, delta: onHand, onHandAfter: onHand, reason: "RECEIVED", note: null } as const;
    rows.movements.push({ id: world.newId("stk"), ...movement, causeId: job.id, causeLine: variantId, at: now });
  }
  rows.prices.push(...holding);
  rows.priceRanges.push(...rangesOf(productId, holding));
}

function rangesOf(productId: string, holding: readonly PriceRow[]): PriceRangeRow[] {
  const currencies = [...new Set(holding.map(({ currency }) => currency))];
  return currencies.map((currency) => {
    const amounts = holding.flatMap((price) => (price.currency === currency ? (price.minor ?? []) : []));
    return { productId, currency, minMinor: Math.min(...amounts), maxMinor: Math.max(...amounts) };
  });
}

async function tell({ world }: Deps, tx: Tx, { prices, movements, products }: ProductRows): Promise<void> {
  for (const { variantId, currency, minor, startsAt } of prices)
    await appendEvent(tx, world, events.productPriceChanged, variantId, { variantId, currency, minor, startsAt });
  for (const { variantId, delta, reason, onHandAfter } of movements) {
    const payload = { variantId, delta, reason, onHand: onHandAfter };
    await appendEvent(tx, world, events.stockChanged, variantId, payload);
  }
  for (const { id, status } of products)
    if (status === "ACTIVE") await appendEvent(tx, world, events.productPublished, id, { productId: id });
}
