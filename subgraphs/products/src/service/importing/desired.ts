/** What a variant is to be, as rows: what the file says, and where it is silent what is there or what is usual. */
import type { MediaRow, PriceRow, ProductRow, VariantRow } from "../../store/tables.ts";
import type { ImportedPicture, ImportedPrice, ImportedProduct, ImportedVariant, ImportedWeight } from "./entries.ts";

type Facts = Pick<
  VariantRow,
  "sku" | "title" | "options" | "weightGrams" | "tracked" | "taxClass" | "costMinor" | "costCurrency"
>;

/** The facts of a variant; `before` is the one that is there. */
export function variantFacts(
  product: ImportedProduct,
  variant: ImportedVariant,
  before: VariantRow | undefined,
): Facts {
  const { cost } = variant;
  return {
    sku: variant.sku,
    title: titleOf(product, variant, before) ?? before?.title ?? choiceOf(variant),
    options: [...variant.options],
    weightGrams: weightOf(variant.weightGrams, before),
    tracked: variant.tracked ?? before?.tracked ?? true,
    taxClass: variant.taxClass ?? before?.taxClass ?? "standard",
    costMinor: cost === undefined ? (before?.costMinor ?? null) : (cost?.minor ?? null),
    costCurrency: cost === undefined ? (before?.costCurrency ?? null) : (cost?.currency ?? null),
  };
}

/** What is sent and has no weight weighs a gram: it must not be taken for a download. */
function weightOf(weight: ImportedWeight, before: VariantRow | undefined): number | null {
  if (weight === undefined) return before?.weightGrams ?? null;
  if (weight === "shipped") return before?.weightGrams ?? 1;
  if (weight === "unweighed") return before ? before.weightGrams : 1;
  return weight;
}

/** A variant that is called like its product has no name of its own: it follows the product's. */
function titleOf(
  product: ImportedProduct,
  { title, options }: ImportedVariant,
  before: VariantRow | undefined,
): string | undefined {
  if (options.length > 0 || title !== product.title) return title;
  return before?.title === title ? title : "";
}

function choiceOf({ options }: ImportedVariant): string {
  return options.map(({ value }) => value).join(" / ");
}

/** What of `facts` is different from the row. */
export function differences(before: VariantRow, facts: Facts & Pick<VariantRow, "imageId">): Partial<VariantRow> {
  return Object.fromEntries(
    Object.entries(facts).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, name)),
    ),
  );
}

/** A price as it is to be written. */
export type DesiredPrice = Pick<PriceRow, "currency" | "minor" | "compareAtMinor">;

/** The prices to write: those that differ from what holds today. Of the currencies in `allPricesIn`, what is not wanted ends. */
export function changedPrices(
  today: readonly PriceRow[],
  wanted: readonly ImportedPrice[] | undefined,
  allPricesIn: readonly string[],
): DesiredPrice[] {
  if (wanted === undefined) return [];
  const before = new Map(today.map((price) => [price.currency, price]));
  const ended = allPricesIn.filter((code) => before.has(code) && !wanted.some(({ currency }) => currency === code));
  const desired = [
    ...wanted.map((price) => desiredPrice(price, before.get(price.currency))),
    ...ended.map((currency) => ({ currency, minor: null, compareAtMinor: null })),
  ];
  return desired.filter(({ currency, minor, compareAtMinor }) => {
    const now = before.get(currency);
    return (now?.minor ?? null) !== minor || (now?.compareAtMinor ?? null) !== compareAtMinor;
  });
}

/** The price to strike through must be above the price: one that stays only because the file is silent about it ends where it is not. */
export function desiredPrice(
  { currency, minor, compareAtMinor }: ImportedPrice,
  before: DesiredPrice | undefined,
): DesiredPrice {
  if (compareAtMinor !== undefined) return { currency, minor, compareAtMinor };
  const staying = before?.compareAtMinor ?? null;
  return { currency, minor, compareAtMinor: minor !== null && staying !== null && staying > minor ? staying : null };
}

/** The pictures of a product as rows. One that is there keeps its id, and what the file is silent about. */
export function pictureRows(
  productId: string,
  wanted: readonly (ImportedPicture & { file: string })[],
  before: readonly MediaRow[],
  newId: () => string,
): MediaRow[] {
  return wanted.map(({ file, alt, width, height }, position) => {
    const same = before.find((row) => row.file === file);
    return {
      id: same?.id ?? newId(),
      productId,
      file,
      alt: alt ?? same?.alt ?? "",
      width: width ?? same?.width ?? null,
      height: height ?? same?.height ?? null,
      position,
    };
  });
}

export type Life = Pick<ProductRow, "status" | "publishedAt">;

/** Where a product is to be in its life. One that may not be on sale waits as a draft. */
export function lifeOf(
  product: ImportedProduct,
  before: ProductRow | undefined,
  mayBeSold: boolean,
  now: number,
): Life {
  const status = statusOf(product, before);
  const was = before && before.status !== "DRAFT" ? before.publishedAt : null;
  if (status === "ARCHIVED") return { status, publishedAt: product.publishedAt ?? was };
  if (status === "ACTIVE" && mayBeSold) return { status, publishedAt: product.publishedAt ?? was ?? now };
  return { status: "DRAFT", publishedAt: null };
}

function statusOf({ status }: ImportedProduct, before: ProductRow | undefined): ProductRow["status"] {
  if (status === "UNPUBLISHED") return before?.status === "ARCHIVED" ? "ARCHIVED" : "DRAFT";
  return status ?? before?.status ?? "DRAFT";
}
