/** Changes of existing products: planned first and then applied, so that a dry run reports the same. */
import { isDeepStrictEqual } from "node:util";
import { cleanHtml } from "@hansa/commerce/html";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import { replaceCollections } from "../../../store/catalogue/collections.ts";
import { replaceFacets } from "../../../store/catalogue/facets.ts";
import { type ProductChange, updateProduct } from "../../../store/catalogue/products.ts";
import type { MediaRow, ProductRow, VariantRow } from "../../../store/catalogue/tables.ts";
import type { ImportedStock } from "../../../store/import/imported-stock.ts";
import type { ImportedPricesRow } from "../../../store/import/tables.ts";
import { clearVariantImages, replaceMedia } from "../../../store/media/media.ts";
import { refreshPrices } from "../../catalogue/compare-at.ts";
import { replaceSafety, type SafetyData } from "../../catalogue/safety.ts";
import { readSwatches } from "../../catalogue/swatches.ts";
import { reindexProduct } from "../../storefront/search-index.ts";
import { valueKey } from "../file/duplicates.ts";
import type { Finding, ImportedProduct } from "../file/entries.ts";
import type { ImportRun } from "../run.ts";
import { findUnlistedVariants } from "./conflicts.ts";
import type { ExistingProducts } from "./existing.ts";
import type { NewProduct } from "./new-products.ts";
import type { Placement } from "./placement.ts";
import { findTargetPictures, findTargetPublication, showsPicture } from "./target-state.ts";
import { applyVariant, planVariant, type VariantPlan } from "./variant-changes.ts";

export type ProductPlan = {
  before: ProductRow;
  /** Undefined: the row of the product itself does not change. */
  row: ProductChange | undefined;
  collectionIds: string[] | undefined;
  values: { facetCode: string; value: string }[] | undefined;
  media: MediaRow[] | undefined;
  /** Null: they are removed. */
  safety: SafetyData | null | undefined;
  /** Ids of pictures that are removed. */
  lost: string[];
  variants: VariantPlan[];
  /** Units on hand in the file, of existing variants. */
  importedStock: ImportedStock[];
  /** Prices in the file, of existing variants. */
  importedPrices: ImportedPricesRow[];
  /** Notes about its prices. */
  notes: Finding[];
  mayBeSold: boolean;
};

/** Whether the plan contains any change. */
export function hasChanges({ row, collectionIds, values, media, safety, variants }: ProductPlan): boolean {
  return [row, collectionIds, values, media, safety].some((part) => part !== undefined) || variants.length > 0;
}

/** The changes that make a stored product equal to the imported one. */
export function planChanges(
  { now, deps: { runtime } }: ImportRun,
  known: ExistingProducts,
  before: ProductRow,
  { product, places, pictures }: Omit<NewProduct, "slug">,
): ProductPlan {
  const media = known.media.get(before.id) ?? [];
  const wanted = pictures.wanted && findTargetPictures(before.id, pictures.wanted, media, () => runtime.newId("med"));
  const imageIdOf = (url: string) => (wanted ?? media).find((row) => showsPicture(row, pictures.fileOf(url)))?.id;
  const plans = product.variants.map((variant) => planVariant({ known, now, imageIdOf }, product, variant));
  const isPricedNow = ({ id }: VariantRow) => (known.prices.get(id) ?? []).length > 0;
  const isPriced =
    plans.some((plan) => plan.isPriced) ||
    findUnlistedVariants(known, product, before).some((variant) => isPricedNow(variant));
  // A product that is already on sale or planned without a current price is so by decision of the shop.
  const wasUnpriced = before.status === "ACTIVE" && !(known.variants.get(before.id) ?? []).some(isPricedNow);
  const mayBeSold = isPriced || wasUnpriced;
  const collectionIds = planCollections(known, before, places);
  const values = planFacetValues(known, before, product, places);
  return {
    before,
    row: planProductRow(before, product, mayBeSold, now),
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
    safety: planSafety(known, before, product),
    lost: media.filter(({ id }) => wanted?.every((row) => row.id !== id)).map(({ id }) => id),
    variants: plans.filter((plan) => plan.isChanged),
    importedStock: plans.flatMap(({ imported }) => imported ?? []),
    importedPrices: plans.flatMap(({ importedPrices }) => importedPrices ?? []),
    notes: plans.flatMap((plan) => plan.notes),
    mayBeSold,
  };
}

/** Applies the plan under one new version. */
export async function applyChanges(run: ImportRun, tx: Tx, changes: ProductPlan): Promise<void> {
  const { runtime } = run.deps;
  const { before, row, collectionIds, values, media, safety, lost, variants } = changes;
  if (collectionIds) await replaceCollections(tx, before.id, collectionIds);
  if (values) await replaceFacets(tx, before.id, values);
  if (media) {
    await replaceMedia(tx, before.id, media);
    await clearVariantImages(tx, before.id, lost);
  }
  if (safety !== undefined) await replaceSafety(tx, before.id, safety);
  for (const plan of variants) await applyVariant(run, tx, before, plan);
  if (variants.some(({ prices }) => prices.length > 0)) await refreshPrices(run.deps, tx, before.id, run.now);
  const product = await updateProduct(tx, before.id, undefined, { ...row, updatedAt: run.now });
  if (product) await reindexProduct(tx, product);
  if (product?.status === "ACTIVE" && before.status !== "ACTIVE")
    await appendEvent(runtime, tx, events.productPublished, { productId: product.id });
}

function planProductRow(
  before: ProductRow,
  product: ImportedProduct,
  mayBeSold: boolean,
  now: number,
): ProductChange | undefined {
  const { title, descriptionHtml } = product;
  const wanted = {
    title,
    descriptionHtml: descriptionHtml === undefined ? before.descriptionHtml : cleanHtml(descriptionHtml),
    swatches: product.swatches ? readSwatches(product.swatches) : before.swatches,
    ...findTargetPublication(product, before, mayBeSold, now),
  };
  const isEqual = Object.entries(wanted).every(([name, value]) => isDeepStrictEqual(Reflect.get(before, name), value));
  return isEqual ? undefined : wanted;
}

/** Undefined: they stay. */
function planSafety(
  known: ExistingProducts,
  { id }: ProductRow,
  { safety }: ImportedProduct,
): SafetyData | null | undefined {
  if (safety === undefined) return undefined;
  const { productId: _productId, ...present } = known.safety.get(id) ?? { productId: id };
  return isDeepStrictEqual(safety ?? {}, present) ? undefined : safety;
}

function planCollections(known: ExistingProducts, { id }: ProductRow, { collectionIds, alsoIn }: Placement): string[] {
  const ids = collectionIds ?? known.collections.get(id) ?? [];
  return alsoIn === undefined || ids.includes(alsoIn) ? ids : [...ids, alsoIn];
}

/** Keeps values of facets that the file does not contain, or for which it had only one column. */
function planFacetValues(
  known: ExistingProducts,
  { id }: ProductRow,
  { facetsGiven, facetsOfOne }: ImportedProduct,
  { values }: Placement,
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
