/** Target state of imported variants, prices, pictures and publication: the file, else existing values, else defaults. */
import type { MediaRow, PriceRow, ProductRow, VariantRow } from "../../../store/catalogue/tables.ts";
import type {
  ImportedPicture,
  ImportedPrice,
  ImportedProduct,
  ImportedVariant,
  ImportedWeight,
} from "../file/entries.ts";

type TargetVariant = Pick<
  VariantRow,
  "sku" | "title" | "options" | "weightGrams" | "tracked" | "taxClass" | "costMinor" | "costCurrency"
>;

/** Returns the target state of a variant; `before` is the existing one. */
export function findTargetVariant(
  product: ImportedProduct,
  variant: ImportedVariant,
  before: VariantRow | undefined,
): TargetVariant {
  const { cost } = variant;
  return {
    sku: variant.sku,
    title: resolveTitle(product, variant, before) ?? before?.title ?? joinOptionValues(variant),
    options: [...variant.options],
    weightGrams: resolveWeight(variant.weightGrams, before),
    tracked: variant.tracked ?? before?.tracked ?? true,
    taxClass: variant.taxClass ?? before?.taxClass ?? "standard",
    costMinor: cost === undefined ? (before?.costMinor ?? null) : (cost?.minor ?? null),
    costCurrency: cost === undefined ? (before?.costCurrency ?? null) : (cost?.currency ?? null),
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

/** A price to write. */
export type TargetPrice = Pick<PriceRow, "currency" | "minor" | "compareAtMinor">;

/** Returns the prices that differ from the current ones. In the currencies of `allPricesIn`, absent prices end. */
export function findChangedPrices(
  today: readonly PriceRow[],
  wanted: readonly ImportedPrice[] | undefined,
  allPricesIn: readonly string[],
): TargetPrice[] {
  if (wanted === undefined) return [];
  const before = new Map(today.map((price) => [price.currency, price]));
  const ended = allPricesIn.filter((code) => before.has(code) && !wanted.some(({ currency }) => currency === code));
  const desired = [
    ...wanted.map((price) => findTargetPrice(price, before.get(price.currency))),
    ...ended.map((currency) => ({ currency, minor: null, compareAtMinor: null })),
  ];
  return desired.filter(({ currency, minor, compareAtMinor }) => {
    const now = before.get(currency);
    return (now?.minor ?? null) !== minor || (now?.compareAtMinor ?? null) !== compareAtMinor;
  });
}

/** A compare-at price must be above the price: one that the file does not mention ends if it is not. */
export function findTargetPrice(
  { currency, minor, compareAtMinor }: ImportedPrice,
  before: TargetPrice | undefined,
): TargetPrice {
  if (compareAtMinor !== undefined) return { currency, minor, compareAtMinor };
  const staying = before?.compareAtMinor ?? null;
  return { currency, minor, compareAtMinor: minor !== null && staying !== null && staying > minor ? staying : null };
}

/** Returns the pictures of a product as rows. Existing ones keep their id and values that the file does not mention. */
export function findTargetPictures(
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
