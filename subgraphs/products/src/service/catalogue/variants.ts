/** Variants: adding and changing the variants of a product. */

import { readBarcode } from "@hansa/commerce/barcodes";
import { maxAmountMinor } from "@hansa/commerce/money";
import { recordAudit } from "@hansa/contracts/audit-log";
import { type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context, Deps } from "../../context.ts";
import type { OptionInput, VariantSaveInput } from "../../generated/resolvers.ts";
import { findProduct, updateProduct } from "../../store/catalogue/products.ts";
import type { Option, ProductRow, VariantRow } from "../../store/catalogue/tables.ts";
import {
  findVariantsByBarcodes,
  findVariantsByIds,
  findVariantsByProducts,
  findVariantsBySkus,
  insertVariant,
  updateVariant,
} from "../../store/catalogue/variants.ts";
import { findMediaByIds } from "../../store/media/media.ts";
import type { MutationResult } from "../mutation-results.ts";
import { startTracking, stopTracking } from "../reservations/tracking.ts";
import { reindexProduct } from "../storefront/search-index.ts";
import { hasOptions, maxVariants } from "../storefront/variants.ts";
import { checkContent, contentColumns } from "./content.ts";
import { barcodeMessage, isRoundedSku, roundedSkuMessage } from "./skus.ts";

/** Adds or changes a variant; absent fields stay. */
export async function saveVariant(
  context: Context,
  input: VariantSaveInput,
): Promise<MutationResult<"VariantSaveResult">> {
  return context.store.write("save-variant", async (tx) => {
    const product = await findProduct(tx, input.productId);
    if (!product) return notFound("product", ["input", "productId"]);
    const [before] = input.id ? await findVariantsByIds(tx, [input.id]) : [];
    if (input.id && before?.productId !== product.id) return notFound("variant of this product", ["input", "id"]);

    const siblings = (await findVariantsByProducts(tx, [product.id])).filter((variant) => variant.id !== before?.id);
    const options = input.options ? sortOptions(product, input.options) : (before?.options ?? []);
    const draft: VariantDraft = { ...input, options };
    const problems = [
      ...(await checkVariant(tx, product, draft, siblings.length)),
      ...(await checkBarcode(tx, input.barcode, before)),
    ];
    if (problems.length > 0) return invalid(problems);

    const [sameSku] = await findVariantsBySkus(tx, [input.sku]);
    if (sameSku && sameSku.id !== before?.id) {
      return {
        ...refusal("SkuTakenError", "SKU_TAKEN", "Another variant has this sku.", ["input", "sku"]),
        variant: sameSku,
      };
    }
    const sameOptions = siblings.find((variant) => hasOptions(variant, options));
    if (sameOptions) {
      const message = "Another variant of this product has the same options.";
      return { ...refusal("OptionsTakenError", "OPTIONS_TAKEN", message, ["input", "options"]), variant: sameOptions };
    }
    const variant = before
      ? await changeVariant(context, tx, before, draft)
      : await addVariant(context, tx, product, draft);
    if (!variant) return invalid([problem("tracked", "RESERVED", "Counting cannot end while units are reserved.")]);
    const changed = await updateProduct(tx, product.id, undefined, { updatedAt: context.runtime.now() });
    if (changed) await reindexProduct(tx, changed);
    const summary = `${before ? "Changed" : "Made"} ${variant.id} of ${product.id}.`;
    await recordAudit(context.runtime, tx, context.viewer, { action: "variant.saved", subjectId: variant.id, summary });
    return { __typename: "VariantSaved", variant };
  });
}

/** The input with its options in the order of the product. */
type VariantDraft = Omit<VariantSaveInput, "options"> & { options: Option[] };

async function addVariant(deps: Context, tx: Tx, product: ProductRow, draft: VariantDraft): Promise<VariantRow> {
  const { runtime } = deps;
  const { options } = draft;
  const tracked = draft.tracked ?? true;
  const variant = await insertVariant(tx, {
    id: runtime.newId("var"),
    productId: product.id,
    sku: draft.sku,
    barcode: barcodeOf(draft) ?? null,
    title: draft.title?.trim() || options.map((option) => option.value).join(" / "),
    options,
    imageId: draft.imageId ?? null,
    weightGrams: draft.weightGrams ?? null,
    tracked,
    taxClass: draft.taxClass ?? "standard",
    isWithdrawable: draft.isWithdrawable ?? true,
    costMinor: draft.costPrice?.minor ?? null,
    costCurrency: draft.costPrice?.currency ?? null,
    ...contentColumns(draft.content ?? null),
    createdAt: runtime.now(),
    updatedAt: runtime.now(),
  });
  if (!variant) throw new Error(`variants: sku ${draft.sku} is taken although it was free in this transaction`);
  if (tracked) await startTracking(deps, tx, variant.id);
  return variant;
}

/** Returns undefined, without a change, if tracking would end while units are reserved. */
async function changeVariant(
  deps: Deps,
  tx: Tx,
  before: VariantRow,
  draft: VariantDraft,
): Promise<VariantRow | undefined> {
  const tracked = draft.tracked ?? before.tracked;
  if (before.tracked && !tracked && !(await stopTracking(deps, tx, before.id))) return undefined;
  if (tracked && !before.tracked) await startTracking(deps, tx, before.id);
  return updateVariant(tx, before.id, {
    updatedAt: deps.runtime.now(),
    sku: draft.sku,
    options: draft.options,
    tracked,
    ...(draft.barcode === undefined ? {} : { barcode: barcodeOf(draft) ?? null }),
    ...(draft.title?.trim() ? { title: draft.title.trim() } : {}),
    ...(draft.imageId === undefined ? {} : { imageId: draft.imageId }),
    ...(draft.weightGrams === undefined ? {} : { weightGrams: draft.weightGrams }),
    ...(draft.taxClass ? { taxClass: draft.taxClass } : {}),
    ...(typeof draft.isWithdrawable === "boolean" ? { isWithdrawable: draft.isWithdrawable } : {}),
    ...(draft.content === undefined ? {} : contentColumns(draft.content)),
    ...(draft.costPrice === undefined
      ? {}
      : { costMinor: draft.costPrice?.minor ?? null, costCurrency: draft.costPrice?.currency ?? null }),
  });
}

async function checkVariant(
  db: Reader,
  product: ProductRow,
  draft: VariantDraft,
  siblings: number,
): Promise<InputProblem[]> {
  const { options } = draft;
  const isNew = !draft.id;
  const problems: InputProblem[] = [];
  if (draft.sku !== draft.sku.trim() || draft.sku.length === 0 || draft.sku.length > 64) {
    problems.push(problem("sku", "FORMAT", "A sku has 1 to 64 characters and no blanks at its ends."));
  }
  if (isNew && isRoundedSku(draft.sku)) problems.push(problem("sku", "SKU_ROUNDED", roundedSkuMessage));
  if (options.length !== product.optionNames.length || options.some((option) => option.value === "")) {
    const names = product.optionNames.join(", ") || "none";
    problems.push(
      problem("options", "INCOMPLETE", `Give one value for each option of the product (${names}), and no others.`),
    );
  }
  if (typeof draft.weightGrams === "number" && draft.weightGrams <= 0) {
    problems.push(
      problem("weightGrams", "TOO_SMALL", "A weight is above zero; leave it out for what is not sent by parcel."),
    );
  }
  if (draft.costPrice && draft.costPrice.minor < 0)
    problems.push(problem("costPrice.minor", "NEGATIVE", "A cost is zero or more."));
  if (draft.costPrice && draft.costPrice.minor > maxAmountMinor)
    problems.push(problem("costPrice.minor", "TOO_LARGE", `A cost is at most ${maxAmountMinor}.`));
  if (draft.imageId) {
    const [picture] = await findMediaByIds(db, [draft.imageId]);
    if (picture?.productId !== product.id)
      problems.push(problem("imageId", "UNKNOWN", "The image is not one of this product."));
  }
  problems.push(...checkContent(draft.content));
  if (siblings >= maxVariants)
    problems.push(problem("productId", "TOO_MANY", `A product has at most ${maxVariants} variants.`));
  return problems;
}

/** The barcode as it is stored; undefined if the input has none. */
function barcodeOf({ barcode }: Pick<VariantSaveInput, "barcode">): string | undefined {
  return barcode?.trim() ? readBarcode(barcode) : undefined;
}

async function checkBarcode(
  db: Reader,
  written: string | null | undefined,
  before: VariantRow | undefined,
): Promise<InputProblem[]> {
  if (!written?.trim()) return [];
  const barcode = readBarcode(written);
  if (barcode === undefined) return [problem("barcode", "FORMAT", barcodeMessage)];
  const [same] = await findVariantsByBarcodes(db, [barcode]);
  if (!same || same.id === before?.id) return [];
  return [problem("barcode", "TAKEN", `The variant with the sku "${same.sku}" has this barcode.`)];
}

/** Returns the options in the order of the product; empty, and therefore refused, if a name is unknown or repeated. */
function sortOptions(product: ProductRow, options: readonly OptionInput[]): Option[] {
  const given = options.map(({ name, value }) => ({ name: name.trim(), value: value.trim() }));
  const known = product.optionNames.flatMap((name) => given.find((option) => option.name === name) ?? []);
  return known.length === given.length ? known : [];
}
