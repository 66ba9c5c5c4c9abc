/** Target state of imported variants, prices, pictures and publication: the file, else existing values, else defaults. */
import type { MediaRow, PriceRow, ProductRow, VariantRow } from "../../../store/catalogue/tables.ts";
import { contentColumns, contentOf } from "../../catalogue/content.ts";
import type {
  ImportedPicture,
  ImportedPrice,
  ImportedProduct,
  ImportedVariant,
  ImportedWeight,
} from "../file/entries.ts";
import type { ExistingProducts } from "./existing.ts";

type TargetVariant = Pick<
  VariantRow,
  | "sku"
  | "title"
  | "options"
  | "weightGrams"
  | "tracked"
  | "taxClass"
  | "isWithdrawable"
  | "costMinor"
  | "costCurrency"
  | "contentAmount"
  | "contentUnit"
>;

/** Returns the target state of a variant; `before` is the existing one. */
export function findTargetVariant(
  product: ImportedProduct,
  variant: ImportedVariant,
  before: VariantRow | undefined,
): TargetVariant {
  const { cost, content = before ? contentOf(before) : null } = variant;
  return {
    sku: variant.sku,
    title: resolveTitle(product, variant, before) ?? before?.title ?? joinOptionValues(variant),
    options: [...variant.options],
    weightGrams: resolveWeight(variant.weightGrams, before),
    tracked: variant.tracked ?? before?.tracked ?? true,
    taxClass: variant.taxClass ?? before?.taxClass ?? "standard",
    isWithdrawable: variant.isWithdrawable ?? before?.isWithdrawable ?? true,
    costMinor: cost === undefined ? (before?.costMinor ?? null) : (cost?.minor ?? null),
    costCurrency: cost === undefined ? (before?.costCurrency ?? null) : (cost?.currency ?? null),
    ...contentColumns(content),
  };
}

/** A variant that is shipped and has no weight gets one gram, to distinguish it from a download. */
function resolveWeight(weight: ImportedWeight, before: VariantRow | undefined): number | null {
  if (weight === undefined) return before?.weightGrams ?? null;
  if (weight === "shipped") return before?.weightGrams ?? 1;
  if (weight === "unweighed") return before ? before.weightGrams : 1;
  return weight;
}

/** A variant with the title of its product has no title of its own and follows later changes of it. */
function resolveTitle(
  product: ImportedProduct,
  { title, options }: ImportedVariant,
  before: VariantRow | undefined,
): string | undefined {
  if (options.length > 0 || title !== product.title) return title;
  return before?.title === title ? title : "";
}

function joinOptionValues({ options }: ImportedVariant): string {
  return options.map(({ value }) => value).join(" / ");
}

/** Returns the fields that differ from the row. */
export function findDifferences(
  before: VariantRow,
  facts: TargetVariant & Pick<VariantRow, "imageId">,
): Partial<VariantRow> {
  return Object.fromEntries(
    Object.entries(facts).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, name)),
    ),
  );
}

/** A price to write, from now on or planned. */
export type TargetPrice = Pick<PriceRow, "currency" | "minor" | "compareAtMinor" | "startsAt">;

/**
 * Returns the prices that differ from the current and planned ones; `before` is the existing variant. In the currencies of `allPricesIn`,
 * absent prices end. Planned prices that the file does not mention stay.
 */
export function findChangedPrices(
  known: Pick<ExistingProducts, "prices" | "plannedPrices">,
  before: VariantRow | undefined,
  { prices: wanted, allPricesIn }: Pick<ImportedVariant, "prices"> & Pick<ImportedProduct, "allPricesIn">,
  now: number,
): TargetPrice[] {
  if (wanted === undefined) return [];
  const current = known.prices.get(before?.id ?? "") ?? [];
  const planned = known.plannedPrices.get(before?.id ?? "") ?? [];
  const findSame = ({ currency, startsAt }: Pick<TargetPrice, "currency" | "startsAt">) =>
    startsAt > now
      ? planned.find((price) => price.currency === currency && price.startsAt === startsAt)
      : current.find((price) => price.currency === currency);
  const named = new Set(wanted.map(({ currency }) => currency));
  const ended = current.filter(({ currency }) => allPricesIn.includes(currency) && !named.has(currency));
  const desired = [
    ...findTargetPrices(wanted, findSame, now),
    ...ended.map(({ currency }) => ({ currency, minor: null, compareAtMinor: null, startsAt: now })),
  ];
  return desired.filter((price) => {
    const same = findSame(price);
    return (same?.minor ?? null) !== price.minor || (same?.compareAtMinor ?? null) !== price.compareAtMinor;
  });
}

/**
 * Returns the prices from now on: of the started ones in a currency the last, and the planned ones. A compare-at price must be above the
 * price: one that the file does not mention ends if it is not.
 */
export function findTargetPrices(
  wanted: readonly ImportedPrice[],
  findSame: (price: Pick<TargetPrice, "currency" | "startsAt">) => PriceRow | undefined,
  now: number,
): TargetPrice[] {
  const startOf = ({ startsAt }: ImportedPrice) => startsAt ?? Number.NEGATIVE_INFINITY;
  const isOver = (price: ImportedPrice) =>
    wanted.some(
      (other) => other.currency === price.currency && startOf(other) > startOf(price) && startOf(other) <= now,
    );
  return wanted.flatMap((price) => {
    if (isOver(price)) return [];
    const { currency, minor, compareAtMinor } = price;
    const startsAt = Math.max(startOf(price), now);
    const staying = findSame({ currency, startsAt })?.compareAtMinor ?? null;
    const compareAt = minor !== null && staying !== null && staying > minor ? staying : null;
    return [{ currency, minor, compareAtMinor: compareAtMinor === undefined ? compareAt : compareAtMinor, startsAt }];
  });
}

/** Whether the price is in effect when customers first see the product. */
export function isPriceAtPublication(
  { publishedAt }: ImportedProduct,
  { minor, startsAt }: Pick<ImportedPrice, "minor" | "startsAt">,
  now: number,
): boolean {
  return minor !== null && (startsAt ?? now) <= Math.max(publishedAt ?? now, now);
}

/** Returns the pictures of a product as rows. Existing ones keep their id and values that the file does not mention. */
export function findTargetPictures(
  productId: string,
  wanted: readonly (ImportedPicture & { file: string })[],
  before: readonly MediaRow[],
  newId: () => string,
): MediaRow[] {
  return wanted.map(({ file, alt, width, height }, position) => {
    const same = before.find((row) => showsPicture(row, file));
    return {
      id: same?.id ?? newId(),
      productId,
      file: same?.file ?? file,
      alt: alt ?? same?.alt ?? "",
      // A fetched file was measured.
      width: same?.origin ? same.width : (width ?? same?.width ?? null),
      height: same?.origin ? same.height : (height ?? same?.height ?? null),
      position,
      origin: same?.origin ?? null,
    };
  });
}

/** Whether this is the picture of an imported file or URL, which may have been fetched since. */
export function showsPicture({ file, origin }: Pick<MediaRow, "file" | "origin">, wanted: string | undefined): boolean {
  return wanted !== undefined && (file === wanted || origin === wanted);
}

export type Publication = Pick<ProductRow, "status" | "publishedAt">;

/** Returns the target status and publication. A product that may not be sold becomes a draft. */
export function findTargetPublication(
  product: ImportedProduct,
  before: ProductRow | undefined,
  mayBeSold: boolean,
  now: number,
): Publication {
  const status = resolveStatus(product, before);
  const was = before && before.status !== "DRAFT" ? before.publishedAt : null;
  if (status === "ARCHIVED") return { status, publishedAt: product.publishedAt ?? was };
  if (status === "ACTIVE" && mayBeSold) return { status, publishedAt: product.publishedAt ?? was ?? now };
  return { status: "DRAFT", publishedAt: null };
}

function resolveStatus({ status }: ImportedProduct, before: ProductRow | undefined): ProductRow["status"] {
  if (status === "UNPUBLISHED") return before?.status === "ARCHIVED" ? "ARCHIVED" : "DRAFT";
  return status ?? before?.status ?? "DRAFT";
}
