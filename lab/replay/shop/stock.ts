/** Adds products, variants, prices and stock as the administrator. */
import { z } from "zod";
import { type Graph, inProgress, mutate, mutation, RefusedError } from "../../client/retrying-client.ts";
import type { Product, Variant } from "../file/catalogue.ts";
import type { Journal } from "../journal.ts";

/** Of each variant; the most that one year sold of one is a tenth of it. The same for every replay, so that it may be sent again. */
const unitsOfEach = 1_000_000;

const withId = z.object({ id: z.string() });
const product = z.object({ product: z.object({ id: z.string(), status: z.string() }) });
const variant = z.object({ variant: withId });

const productCreate = mutation(
  {
    name: "productCreate",
    input: "ProductCreateInput",
    success: "ProductSaved",
    selection: "product { id status }",
    refusals: inProgress,
  },
  product,
);
const productPublish = mutation(
  { name: "productPublish", input: "ProductPublishInput", success: "ProductSaved", selection: "product { id status }" },
  product,
);
const variantSave = mutation(
  {
    name: "variantSave",
    input: "VariantSaveInput",
    success: "VariantSaved",
    selection: "variant { id }",
    refusals: "... on SkuTakenError { variant { id } }",
  },
  variant,
);
const variantPriceSet = mutation(
  { name: "variantPriceSet", input: "VariantPriceSetInput", success: "VariantSaved", selection: "variant { id }" },
  variant,
);
const inventoryAdjust = mutation(
  {
    name: "inventoryAdjust",
    input: "InventoryAdjustInput",
    success: "InventoryAdjusted",
    selection: "variant { id }",
    refusals: inProgress,
  },
  variant,
);

export type StockContext = { graph: Graph; journal: Journal; adminToken: () => Promise<string> };

/** Makes what the journal does not know of this product, and publishes it. May be repeated after it was interrupted. */
export async function addProduct(stocking: StockContext, { code, title, slug, variants }: Product): Promise<void> {
  const { graph, journal, adminToken } = stocking;
  const missing = variants.filter(({ sku }) => !journal.variants.has(sku));
  if (missing.length === 0) return;

  const input = { title, slug, optionNames: ["Price"], idempotencyKey: `replay-${code}` };
  const created = await mutate(graph, productCreate, input, await adminToken());
  const { id, status } = created.product;
  const made: { sku: string; variantId: string }[] = [];
  for (const each of missing) made.push({ sku: each.sku, variantId: await addVariant(stocking, id, each) });
  if (status === "DRAFT") await mutate(graph, productPublish, { id }, await adminToken());
  for (const each of made) journal.note(each);
}

async function addVariant(
  { graph, adminToken }: StockContext,
  productId: string,
  { sku, price, pence }: Variant,
): Promise<string> {
  const token = await adminToken();
  const variantId = await saveVariant(graph, token, {
    productId,
    sku,
    options: [{ name: "Price", value: price }],
    taxClass: "ZERO",
  });
  await mutate(graph, variantPriceSet, { variantId, currency: "GBP", amountMinor: pence }, token);
  const delivery = { variantId, delta: unitsOfEach, reason: "RECEIVED", idempotencyKey: `replay-${sku}` };
  await mutate(graph, inventoryAdjust, delivery, token);
  return variantId;
}

/** Adds a variant without a weight, so that nothing is shipped; one that was added before an interruption is found by its sku. */
async function saveVariant(graph: Graph, token: string, input: Record<string, unknown>): Promise<string> {
  try {
    return (await mutate(graph, variantSave, input, token)).variant.id;
  } catch (error) {
    if (error instanceof RefusedError && error.type === "SkuTakenError") return variant.parse(error.answer).variant.id;
    throw error;
  }
}
