/** Publication of products: now or at a time, and archiving. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import { invalid, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { ProductArchiveInput, ProductNeed, ProductPublishInput } from "../../generated/resolvers.ts";
import { findPrices } from "../../store/catalogue/prices.ts";
import { findProduct, updateProduct } from "../../store/catalogue/products.ts";
import type { ProductRow } from "../../store/catalogue/tables.ts";
import { findVariantsByProducts } from "../../store/catalogue/variants.ts";
import type { MutationResult } from "../mutation-results.ts";
import { resolveStartTime } from "../start-time.ts";
import { isOnSale, wasPublished } from "../visibility.ts";
import { refuseVersionConflict } from "./products.ts";

/**
 * Publishes a product with at least one priced variant. A product that is already on sale stays unchanged; an archived one that is published
 * again keeps the time of its first publication, so that it is not listed as new, unless a later time is planned.
 */
export async function publishProduct(
  context: Context,
  input: ProductPublishInput,
): Promise<MutationResult<"ProductPublishResult">> {
  const { store, runtime, viewer } = context;
  const now = runtime.now();
  return store.write("publish-product", async (tx) => {
    const before = await findProduct(tx, input.id);
    if (!before) return notFound("product", ["input", "id"]);
    if (isStale(before, input)) return refuseVersionConflict(before);
    const startsAt = resolveStartTime(input.publishAt, now);
    if (startsAt === undefined)
      return invalid([problem("publishAt", "IN_THE_PAST", "A product is published now or later.")]);
    if (isOnSale(before, now)) {
      if (startsAt === now) return { __typename: "ProductSaved", product: before };
      return invalid([problem("publishAt", "ON_SALE", "Customers see this product already. Archive it first.")]);
    }
    const missing = await findMissing(tx, before.id, startsAt);
    if (missing.length > 0) {
      const message = "A product needs a variant with a price before it can be published.";
      return { ...refusal("ProductIncompleteError", "PRODUCT_INCOMPLETE", message), missing };
    }
    const product = await updateProduct(tx, before.id, input.expectedVersion ?? undefined, {
      status: "ACTIVE",
      publishedAt: startsAt === now && wasPublished(before, now) ? before.publishedAt : startsAt,
      updatedAt: now,
    });
    if (!product) return refuseVersionConflict(before);
    await appendEvent(runtime, tx, events.productPublished, { productId: product.id });
    const summary = `Published ${product.id} from ${new Date(startsAt).toISOString()} on.`;
    await recordAudit(runtime, tx, viewer, { action: "product.published", subjectId: product.id, summary });
    return { __typename: "ProductSaved", product };
  });
}

/** Archives a product. Orders keep their copies. An archived product stays unchanged. */
export async function archiveProduct(
  { store, runtime, viewer }: Context,
  input: ProductArchiveInput,
): Promise<MutationResult<"ProductArchiveResult">> {
  return store.write("archive-product", async (tx) => {
    const before = await findProduct(tx, input.id);
    if (!before) return notFound("product", ["input", "id"]);
    if (isStale(before, input)) return refuseVersionConflict(before);
    if (before.status === "ARCHIVED") return { __typename: "ProductSaved", product: before };
    const product = await updateProduct(tx, before.id, input.expectedVersion ?? undefined, {
      status: "ARCHIVED",
      publishedAt: wasPublished(before, runtime.now()) ? before.publishedAt : null,
      updatedAt: runtime.now(),
    });
    if (!product) return refuseVersionConflict(before);
    const summary = `Archived ${product.id}.`;
    await recordAudit(runtime, tx, viewer, { action: "product.archived", subjectId: product.id, summary });
    return { __typename: "ProductSaved", product };
  });
}

/** Whether the product has another version than the editor expects. */
function isStale(
  { version }: ProductRow,
  { expectedVersion }: { expectedVersion?: number | null | undefined },
): boolean {
  return typeof expectedVersion === "number" && expectedVersion !== version;
}

/** Returns the requirements that the product will not meet at the time of publication. */
async function findMissing(db: Reader, productId: string, at: number): Promise<ProductNeed[]> {
  const variants = await findVariantsByProducts(db, [productId]);
  if (variants.length === 0) return ["VARIANT", "PRICE"];
  const ids = variants.map((variant) => variant.id);
  return (await findPrices(db, ids, at)).length > 0 ? [] : ["PRICE"];
}
