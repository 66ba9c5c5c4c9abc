/** Products that are there already: what the file changes of them, found first and then written, so that a dry run finds the same. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import { replaceCollections } from "../../store/collections.ts";
import { replaceFacets } from "../../store/facets.ts";
import type { ImportedStock } from "../../store/imported-stock.ts";
import { forgetImages, replaceMedia } from "../../store/media.ts";
import { refreshPriceRanges } from "../../store/prices.ts";
import { type ProductChange, updateProduct } from "../../store/products.ts";
import type { MediaRow, ProductRow, VariantRow } from "../../store/tables.ts";
import { cleanHtml } from "../catalogue/html.ts";
import { reindex } from "../shop/indexing.ts";
import { lifeOf, pictureRows } from "./desired.ts";
import type { ImportedProduct } from "./entries.ts";
import type { Known } from "./known.ts";
import { strangersOf } from "./matching.ts";
import type { PicturesOf } from "./pictures-of.ts";
import type { Places } from "./places.ts";
import type { Run } from "./run.ts";
import { valueKey } from "./seen.ts";
import { applyVariant, planVariant, type VariantPlan } from "./variant-changes.ts";

export type Changes = {
  before: ProductRow;
  /** Undefined: its own row stays as it is. */
  row: ProductChange | undefined;
  collectionIds: string[] | undefined;
  values: { facetCode: string; value: string }[] | undefined;
  media: MediaRow[] | undefined;
  /** Pictures that go. */
  lost: string[];
  variants: VariantPlan[];
  /** Units on hand as the file has them, of variants that are there. */
  importedStock: ImportedStock[];
  mayBeSold: boolean;
};

/** Whether anything would be different. */
export function isChanged({ row, collectionIds, values, media, variants }: Changes): boolean {
  return [row, collectionIds, values, media].some((part) => part !== undefined) || variants.length > 0;
}

export function planChanges(
  { now, deps: { world } }: Run,
  known: Known,
  before: ProductRow,
  product: ImportedProduct,
  places: Places,
  pictures: PicturesOf,
): Changes {
  const media = known.media.get(before.id) ?? [];
  const wanted = pictures.wanted && pictureRows(before.id, pictures.wanted, media, () => world.newId("med"));
  const imageIds = (url: string) => (wanted ?? media).find(({ file }) => file === pictures.fileOf(url))?.id;
  const plans = product.variants.map((variant) => planVariant(known, product, variant, imageIds));
  const isPricedNow = ({ id }: VariantRow) => (known.prices.get(id) ?? []).length > 0;
  const isPriced =
    plans.some((plan) => plan.isPriced) || strangersOf(known, product, before).some((variant) => isPricedNow(variant));
  // What is on sale, or planned, without a price of today is so by the shop's own decision.
  const wasUnpriced = before.status === "ACTIVE" && !(known.variants.get(before.id) ?? []).some(isPricedNow);
  const mayBeSold = isPriced || wasUnpriced;
  const collectionIds = collectionsOf(known, before, places);
  const values = valuesOf(known, before, product, places);
  return {
    before,
    row: rowOf(before, product, mayBeSold, now),
    collectionIds: isSame(collectionIds, known.collections.get(before.id) ?? []) ? undefined : collectionIds,
    values: isSame(keysOf(values), keysOf(known.values.get(before.id) ?? [])) ? undefined : values,
    media:
      wanted === undefined ||
      isSame(
        wanted,
        media.map((row, position) => ({ ...row, position })),
      )
        ? undefined
        : wanted,
    lost: media.filter(({ id }) => wanted?.every((row) => row.id !== id)).map(({ id }) => id),
    variants: plans.filter((plan) => plan.isChanged),
    importedStock: plans.flatMap(({ before: variant, stock }) =>
      variant && stock !== undefined ? { variantId: variant.id, onHand: stock } : [],
    ),
    mayBeSold,
  };
}

/** Writes what is different, under one new version. */
export async function applyChanges(run: Run, tx: Tx, changes: Changes): Promise<void> {
  const { world } = run.deps;
  const { before, row, collectionIds, values, media, lost, variants } = changes;
  if (collectionIds) await replaceCollections(tx, before.id, collectionIds);
  if (values) await replaceFacets(tx, before.id, values);
  if (media) {
    await replaceMedia(tx, before.id, media);
    await forgetImages(tx, before.id, lost);
  }
  for (const plan of variants) await applyVariant(run, tx, before, plan);
  if (variants.some(({ prices }) => prices.length > 0)) await refreshPriceRanges(tx, before.id, run.now);
  const product = await updateProduct(tx, before.id, undefined, { ...row, updatedAt: run.now });
  if (product) await reindex(tx, product);
  if (product?.status === "ACTIVE" && before.status !== "ACTIVE")
    await appendEvent(tx, world, events.productPublished, product.id, { productId: product.id });
}

function rowOf(
  before: ProductRow,
  product: ImportedProduct,
  mayBeSold: boolean,
  now: number,
): ProductChange | undefined {
  const { title, descriptionHtml } = product;
  const wanted = {
    title,
    descriptionHtml: descriptionHtml === undefined ? before.descriptionHtml : cleanHtml(descriptionHtml),
    ...lifeOf(product, before, mayBeSold, now),
  };
  const isEqual = Object.entries(wanted).every(([name, value]) => Reflect.get(before, name) === value);
  return isEqual ? undefined : wanted;
}

function collectionsOf(known: Known, { id }: ProductRow, { collectionIds, alsoIn }: Places): string[] {
  const ids = collectionIds ?? known.collections.get(id) ?? [];
  return alsoIn === undefined || ids.includes(alsoIn) ? ids : [...ids, alsoIn];
}

/** Values of facets that the file does not speak of stay, and so do those that it had no room for. */
function valuesOf(
  known: Known,
  { id }: ProductRow,
  { facetsGiven, facetsOfOne }: ImportedProduct,
  { values }: Places,
): { facetCode: string; value: string }[] {
  const own = known.values.get(id) ?? [];
  const named = new Set(values.map(({ facetCode, value }) => valueKey(facetCode, value)));
  const hasNamed = (code: string) =>
    own.some(({ facetCode, value }) => facetCode === code && named.has(valueKey(facetCode, value)));
  const staying = own.filter(
    ({ facetCode, value }) =>
      facetsGiven !== undefined &&
      (!facetsGiven.includes(facetCode) || (facetsOfOne.includes(facetCode) && hasNamed(facetCode))) &&
      !named.has(valueKey(facetCode, value)),
  );
  return [...staying.map(({ facetCode, value }) => ({ facetCode, value })), ...values];
}

function keysOf(values: readonly { facetCode: string; value: string }[]): string[] {
  return values.map(({ facetCode, value }) => valueKey(facetCode, value)).sort();
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
