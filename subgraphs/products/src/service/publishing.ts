/** When customers see a product: it is published, now or at a time, and later taken out of the shop. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import { invalid, notFound, problem, refusal } from "@hansa/kit/refusals";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../context.ts";
import type { ProductArchiveInput, ProductNeed, ProductPublishInput } from "../generated/resolvers.ts";
import { findPriceHistory } from "../store/prices.ts";
import { findProduct, updateProduct } from "../store/products.ts";
import { findVariantsByProducts } from "../store/variants.ts";
import type { Answer } from "./answers.ts";
import { versionConflict } from "./catalogue.ts";

/** Publishes a product that has something to sell: at least one variant with a price. */
export async function publishProduct(
  context: Context,
  input: ProductPublishInput,
): Promise<Answer<"ProductPublishResult">> {
  const { store, world } = context;
  const now = world.now();
  return store.write("publish-product", async (tx) => {
    const before = await findProduct(tx, input.id);
    if (!before) return notFound("product", ["input", "id"]);
    const publishedAt = input.publishAt ?? now;
    if (publishedAt < now)
      return invalid([problem("publishAt", "IN_THE_PAST", "A product is published now or later.")]);
    const missing = await findMissing(tx, before.id);
    if (missing.length > 0) {
      const message = "A product needs a variant with a price before it can be published.";
      return { ...refusal("ProductIncompleteError", "PRODUCT_INCOMPLETE", message), missing };
    }
    const product = await updateProduct(tx, before.id, input.expectedVersion ?? undefined, {
      status: "ACTIVE",
      publishedAt,
    });
    if (!product) return versionConflict(before);
    await appendEvent(tx, world, events.productPublished, product.id, { productId: product.id });
    return { __typename: "ProductSaved", product };
  });
}

/** Takes a product out of the shop. Orders keep what they copied. */
export async function archiveProduct(
  { store }: Context,
  input: ProductArchiveInput,
): Promise<Answer<"ProductArchiveResult">> {
  return store.write("archive-product", async (tx) => {
    const before = await findProduct(tx, input.id);
    if (!before) return notFound("product", ["input", "id"]);
    const product = await updateProduct(tx, before.id, input.expectedVersion ?? undefined, { status: "ARCHIVED" });
    return product ? { __typename: "ProductSaved", product } : versionConflict(before);
  });
}

async function findMissing(db: Reader, productId: string): Promise<ProductNeed[]> {
  const variants = await findVariantsByProducts(db, [productId]);
  if (variants.length === 0) return ["VARIANT", "PRICE"];
  const prices = await findPriceHistory(
    db,
    variants.map((variant) => variant.id),
  );
  return prices.some((price) => price.minor !== null) ? [] : ["PRICE"];
}
