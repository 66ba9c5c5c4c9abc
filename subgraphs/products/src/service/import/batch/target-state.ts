/** Target state of imported variants, prices, pictures and publication: the file, else existing values, else defaults. */
import type { MediaRow, ProductRow, VariantRow } from "../../../store/catalogue/tables.ts";
import { contentColumns, contentOf } from "../../catalogue/content.ts";
import type {
  ImportedPicture,
  ImportedPrice,
  ImportedProduct,
  ImportedVariant,
  ImportedWeight,
} from "../file/entries.ts";
import type { ExistingProducts } from "./existing.ts";
import {
  type FindPrice,
  findPriceAfterDays,
  hasAmounts,
  isDerivedAlready,
  type TargetPrice,
} from "./price-after-days.ts";
import { isNewIn } from "./repeated-values.ts";

type TargetVariant = Pick<
  VariantRow,
  | "sku"
  | "title"
  | "options"
  | "weightGrams"
  | "tracked"
  | "taxClass"
  | "isWithdrawable"
  | "barcode"
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
    barcode: variant.barcode === undefined ? (before?.barcode ?? null) : variant.barcode,
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

/**
 * Returns the prices that differ from the current and planned ones; `before` is the existing variant. In the currencies of `allPricesIn`,
 * absent prices end. Planned prices that the file does not mention stay, and prices in currencies of which it repeats the import before.
 */
export function findChangedPrices(
  known: Pick<ExistingProducts, "prices" | "plannedPrices" | "importedPrices">,
  before: VariantRow | undefined,
  file: Pick<ImportedVariant, "prices"> & Pick<ImportedProduct, "allPricesIn">,
  now: number,
): TargetPrice[] {
  if (file.prices === undefined) return [];
  const isNew = ({ currency }: Pick<TargetPrice, "currency">) => isNewIn(known, before?.id ?? "", file, currency);
  const wanted = file.prices.filter(isNew);
  const { allPricesIn } = file;
  const current = known.prices.get(before?.id ?? "") ?? [];
  const planned = known.plannedPrices.get(before?.id ?? "") ?? [];
  const findSame = ({ currency, startsAt }: Pick<TargetPrice, "currency" | "startsAt">) =>
    startsAt > now
      ? planned.find((price) => price.currency === currency && price.startsAt === startsAt)
      : current.find((price) => price.currency === currency);
  const named = new Set(file.prices.map(({ currency }) => currency));
  const ended = current.filter((price) => {
    return allPricesIn.includes(price.currency) && !named.has(price.currency) && isNew(price);
  });
  const desired = [
    ...findTargetPrices(wanted, findSame, now),
    ...ended.map(({ currency }) => ({ currency, minor: null, compareAtMinor: null, startsAt: now, endsAt: null })),
  ];
  return desired.filter((price) => {
    const same = findSame(price);
    const isEntered = price.startsAt <= now || !same?.endsPeriod;
    return !isEntered || !hasAmounts(same, price) || (same?.endsAt ?? null) !== price.endsAt;
  });
}

/**
 * Returns the prices from now on: of the started ones in a currency the last, and the planned ones. A compare-at price must be above the
 * price: one that the file does not mention ends if it is not.
 */
export function findTargetPrices(written: readonly ImportedPrice[], findSame: FindPrice, now: number): TargetPrice[] {
  const wanted = written.filter(({ endsAt }) => endsAt === undefined || endsAt > now);
  const isOver = (price: ImportedPrice) =>
    wanted.some(
      (other) => other.currency === price.currency && startOf(other) > startOf(price) && startOf(other) <= now,
    );
  return wanted.flatMap((price) => {
    if (isOver(price)) return [];
    const { currency, minor, compareAtMinor, endsAt = null } = price;
    const startsAt = Math.max(startOf(price), now);
    const delayed = findPriceAfterDays(price, findSame, now);
    if (delayed) return isDerivedAlready(findSame(delayed), delayed) ? [] : [delayed];
    const same = findSame({ currency, startsAt });
    const staying = same?.compareAtMinor ?? null;
    const compareAt = minor !== null && staying !== null && staying > minor ? staying : null;
    const target = { currency, minor, compareAtMinor: compareAtMinor === undefined ? compareAt : compareAtMinor };
    // A price without times, as in an export, says nothing of the end of the present one.
    const isPresent = price.startsAt === undefined && endsAt === null && hasAmounts(same, target);
    const after = startOf(price) <= now ? findPriceAfter(price, wanted) : undefined;
    const isDerived = after && isDerivedAlready(findSame(after), after);
    return [
      { ...target, startsAt, endsAt: isPresent ? (same?.endsAt ?? null) : endsAt },
      ...(after && !isDerived ? [after] : []),
    ];
  });
}

/**
 * The price that lasts, from the end of the days that have begun on, and of those that follow them at once. It is over in the file, so that the
 * shop may not have it.
 */
function findPriceAfter(price: ImportedPrice, wanted: readonly ImportedPrice[]): TargetPrice | undefined {
  const { currency, endsAt } = price;
  if (endsAt === undefined) return undefined;
  const others = wanted.filter((other) => other.currency === currency);
  const next = others.find((other) => startOf(other) === endsAt);
  if (next) return findPriceAfter(next, wanted);
  const lasting = others.filter((other) => other.endsAt === undefined && startOf(other) < endsAt);
  const [before] = lasting.sort((a, b) => startOf(b) - startOf(a));
  if (!before) return undefined;
  const { minor, compareAtMinor = null } = before;
  return { currency, minor, compareAtMinor, startsAt: endsAt, endsAt: null };
}

function startOf({ startsAt }: Pick<ImportedPrice, "startsAt">): number {
  return startsAt ?? Number.NEGATIVE_INFINITY;
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
