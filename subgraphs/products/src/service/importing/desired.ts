/** What a variant is to be, as rows: what the file says, and where it is silent what is there or what is usual. */
import type { MediaRow, PriceRow, ProductRow, VariantRow } from "../../store/tables.ts";
import type { ImportedPicture, ImportedPrice, ImportedProduct, ImportedVariant } from "./entries.ts";

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
    weightGrams: variant.weightGrams === undefined ? (before?.weightGrams ?? null) : variant.weightGrams,
    tracked: variant.tracked ?? before?.tracked ?? true,
    taxClass: variant.taxClass ?? before?.taxClass ?? "standard",
    costMinor: cost === undefined ? (before?.costMinor ?? null) : (cost?.minor ?? null),
    costCurrency: cost === undefined ? (before?.costCurrency ?? null) : (cost?.currency ?? null),
  };
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

/** The prices to write: those that differ from what holds today. */
export function changedPrices(
  today: readonly PriceRow[],
  wanted: readonly ImportedPrice[] | undefined,
  everyCurrency: boolean,
): ImportedPrice[] {
  if (wanted === undefined) return [];
  const missing = everyCurrency
    ? today.filter(({ currency }) => !wanted.some((price) => price.currency === currency))
    : [];
  const ended = missing.map(({ currency }) => ({ currency, minor: null, compareAtMinor: null }));
  return [...wanted, ...ended].filter((price) => {
    const now = today.find(({ currency }) => currency === price.currency);
    return (now?.minor ?? null) !== price.minor || (now?.compareAtMinor ?? null) !== price.compareAtMinor;
  });
}

/** The pictures of a product as rows. One that is there keeps its id, and its size where the file is silent. */
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
      alt,
      width: width ?? same?.width ?? null,
      height: height ?? same?.height ?? null,
      position,
    };
  });
}

export type Life = Pick<ProductRow, "status" | "publishedAt">;

/** Where a product is to be in its life. Without a price it cannot be on sale: it waits as a draft. */
export function lifeOf(product: ImportedProduct, before: ProductRow | undefined, isPriced: boolean, now: number): Life {
  const status = product.status ?? before?.status ?? "DRAFT";
  const was = before && before.status !== "DRAFT" ? before.publishedAt : null;
  if (status === "ARCHIVED") return { status, publishedAt: product.publishedAt ?? was };
  if (status === "ACTIVE" && isPriced) return { status, publishedAt: product.publishedAt ?? was ?? now };
  return { status: "DRAFT", publishedAt: null };
}
