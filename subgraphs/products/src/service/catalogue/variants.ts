/** Saving variants: adding and changing what can be bought of a product. */
import { recordAudit } from "@hansa/kit/audit";
import { maxAmountMinor } from "@hansa/kit/money";
import { type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/refusals";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context, Deps } from "../../context.ts";
import type { OptionInput, VariantSaveInput } from "../../generated/resolvers.ts";
import { findMediaByIds } from "../../store/media.ts";
import { findProduct, updateProduct } from "../../store/products.ts";
import { closeShelf, openShelf } from "../../store/stock.ts";
import type { Option, ProductRow, VariantRow } from "../../store/tables.ts";
import {
  findVariantsByIds,
  findVariantsByProducts,
  findVariantsBySkus,
  insertVariant,
  updateVariant,
} from "../../store/variants.ts";
import type { Answer } from "../answers.ts";
import { hasOptions } from "../shop/choosing.ts";
import { reindex } from "../shop/indexing.ts";
import { recordMovement } from "../stock/movements.ts";

/** The most variants that one product may have: all of them are loaded together. */
const mostVariants = 250;

/** Adds a variant, or changes one; what is absent stays. */
export async function saveVariant(context: Context, input: VariantSaveInput): Promise<Answer<"VariantSaveResult">> {
  return context.store.write("save-variant", async (tx) => {
    const product = await findProduct(tx, input.productId);
    if (!product) return notFound("product", ["input", "productId"]);
    const [before] = input.id ? await findVariantsByIds(tx, [input.id]) : [];
    if (input.id && before?.productId !== product.id) return notFound("variant of this product", ["input", "id"]);

    const siblings = (await findVariantsByProducts(tx, [product.id])).filter((variant) => variant.id !== before?.id);
    const options = input.options ? inOrder(product, input.options) : (before?.options ?? []);
    const problems = await checkVariant(tx, product, input, options, siblings.length);
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
      ? await changeVariant(context, tx, before, input, options)
      : await addVariant(context, tx, product, input, options);
    if (!variant) return invalid([problem("tracked", "RESERVED", "Counting cannot end while units are reserved.")]);
    const changed = await updateProduct(tx, product.id, undefined, { updatedAt: context.world.now() });
    if (changed) await reindex(tx, changed);
    const summary = `${before ? "Changed" : "Made"} ${variant.id} of ${product.id}.`;
    await recordAudit(tx, context.world, context.viewer, { action: "variant.saved", subjectId: variant.id, summary });
    return { __typename: "VariantSaved", variant };
  });
}

async function addVariant(
  { world }: Context,
  tx: Tx,
  product: ProductRow,
  input: VariantSaveInput,
  options: Option[],
): Promise<VariantRow> {
  const tracked = input.tracked ?? true;
  const variant = await insertVariant(tx, {
    id: world.newId("var"),
    productId: product.id,
    sku: input.sku,
    title: input.title?.trim() || options.map((option) => option.value).join(" / "),
    options,
    imageId: input.imageId ?? null,
    weightGrams: input.weightGrams ?? null,
    tracked,
    taxClass: input.taxClass ?? "standard",
    costMinor: input.costPrice?.minor ?? null,
    costCurrency: input.costPrice?.currency ?? null,
    createdAt: world.now(),
    updatedAt: world.now(),
  });
  if (!variant) throw new Error(`the sku ${input.sku} was free and is taken`);
  if (tracked) await openShelf(tx, variant.id);
  return variant;
}

/** Undefined, and nothing changed, if counting would end while units are reserved. */
async function changeVariant(
  deps: Deps,
  tx: Tx,
  before: VariantRow,
  input: VariantSaveInput,
  options: Option[],
): Promise<VariantRow | undefined> {
  const tracked = input.tracked ?? before.tracked;
  if (before.tracked && !tracked && !(await stopCounting(deps, tx, before.id))) return undefined;
  if (tracked && !before.tracked) await openShelf(tx, before.id);
  return updateVariant(tx, before.id, {
    updatedAt: deps.world.now(),
    sku: input.sku,
    options,
    tracked,
    ...(input.title?.trim() ? { title: input.title.trim() } : {}),
    ...(input.imageId === undefined ? {} : { imageId: input.imageId }),
    ...(input.weightGrams === undefined ? {} : { weightGrams: input.weightGrams }),
    ...(input.taxClass ? { taxClass: input.taxClass } : {}),
    ...(input.costPrice === undefined
      ? {}
      : { costMinor: input.costPrice?.minor ?? null, costCurrency: input.costPrice?.currency ?? null }),
  });
}

/** Takes the shelf away, and writes down that what lay on it is no longer counted; false, and nothing changed, while units are reserved. */
async function stopCounting(deps: Deps, tx: Tx, variantId: string): Promise<boolean> {
  const level = await closeShelf(tx, variantId);
  if (level && level.onHand > 0) {
    await recordMovement(deps, tx, {
      variantId,
      delta: -level.onHand,
      onHandAfter: 0,
      reason: "COUNTED",
      note: "No longer counted.",
      causeId: deps.world.newId("adj"),
      causeLine: variantId,
    });
  }
  return level !== undefined;
}

async function checkVariant(
  db: Reader,
  product: ProductRow,
  input: VariantSaveInput,
  options: readonly Option[],
  siblings: number,
): Promise<InputProblem[]> {
  const problems: InputProblem[] = [];
  if (input.sku !== input.sku.trim() || input.sku.length === 0 || input.sku.length > 64) {
    problems.push(problem("sku", "FORMAT", "A sku has 1 to 64 characters and no blanks at its ends."));
  }
  if (options.length !== product.optionNames.length || options.some((option) => option.value === "")) {
    const names = product.optionNames.join(", ") || "none";
    problems.push(
      problem("options", "INCOMPLETE", `Give one value for each option of the product (${names}), and no others.`),
    );
  }
  if (typeof input.weightGrams === "number" && input.weightGrams <= 0) {
    problems.push(
      problem("weightGrams", "TOO_SMALL", "A weight is above zero; leave it out for what is not sent by parcel."),
    );
  }
  if (input.costPrice && input.costPrice.minor < 0)
    problems.push(problem("costPrice.minor", "NEGATIVE", "A cost is zero or more."));
  if (input.costPrice && input.costPrice.minor > maxAmountMinor)
    problems.push(problem("costPrice.minor", "TOO_LARGE", `A cost is at most ${maxAmountMinor}.`));
  if (input.imageId) {
    const [picture] = await findMediaByIds(db, [input.imageId]);
    if (picture?.productId !== product.id)
      problems.push(problem("imageId", "UNKNOWN", "The image is not one of this product."));
  }
  if (siblings >= mostVariants)
    problems.push(problem("productId", "TOO_MANY", `A product has at most ${mostVariants} variants.`));
  return problems;
}

/** The given options in the product's order; empty, and so refused, if one is given twice or has another name. */
function inOrder(product: ProductRow, options: readonly OptionInput[]): Option[] {
  const given = options.map(({ name, value }) => ({ name: name.trim(), value: value.trim() }));
  const known = product.optionNames.flatMap((name) => given.find((option) => option.name === name) ?? []);
  return known.length === given.length ? known : [];
}
