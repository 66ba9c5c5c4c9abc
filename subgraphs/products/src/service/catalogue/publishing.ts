/** When customers see a product: it is published, now or at a time, and later taken out of the shop. */
import { events } from "@hansa/contracts/events";
import { recordAudit } from "@hansa/kit/audit";
import { appendEvent } from "@hansa/kit/outbox";
import { invalid, notFound, problem, refusal } from "@hansa/kit/refusals";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { ProductArchiveInput, ProductNeed, ProductPublishInput } from "../../generated/resolvers.ts";
import { findPrices } from "../../store/prices.ts";
import { findProduct, updateProduct } from "../../store/products.ts";
import type { ProductRow } from "../../store/tables.ts";
import { findVariantsByProducts } from "../../store/variants.ts";
import type { Answer } from "../answers.ts";
import { startOf } from "../starting.ts";
import { isOnSale, wasPublished } from "../visibility.ts";
import { versionConflict } from "./catalogue.ts";

/** Publishes a product that will have something to sell: at least one variant with a price. One that customers see already stays as it is. */
export async function publishProduct(
  context: Context,
  input: ProductPublishInput,
): Promise<Answer<"ProductPublishResult">> {
  const { store, world, viewer } = context;
  const now = world.now();
  return store.write("publish-product", async (tx) => {
    const before = await findProduct(tx, input.id);
    if (!before) return notFound("product", ["input", "id"]);
    if (isStale(before, input)) return versionConflict(before);
    const publishedAt = startOf(input.publishAt, now);
    if (publishedAt === undefined)
      return invalid([problem("publishAt", "IN_THE_PAST", "A product is published now or later.")]);
    if (isOnSale(before, now)) {
      if (publishedAt === now) return { __typename: "ProductSaved", product: before };
      return invalid([problem("publishAt", "ON_SALE", "Customers see this product already. Archive it first.")]);
    }
    const missing = await findMissing(tx, before.id, publishedAt);
    if (missing.length > 0) {
      const message = "A product needs a variant with a price before it can be published.";
      return { ...refusal("ProductIncompleteError", "PRODUCT_INCOMPLETE", message), missing };
    }
    const product = await updateProduct(tx, before.id, input.expectedVersion ?? undefined, {
      status: "ACTIVE",
      publishedAt,
      updatedAt: now,
    });
    if (!product) return versionConflict(before);
    await appendEvent(tx, world, events.productPublished, product.id, { productId: product.id });
    const summary = `Published ${product.id} from ${new Date(publishedAt).toISOString()} on.`;
    await recordAudit(tx, world, viewer, { action: "product.published", subjectId: product.id, summary });
    return { __typename: "ProductSaved", product };
  });
}

/** Takes a product out of the shop. Orders keep what they copied. One that is out already stays as it is. */
export async function archiveProduct(
  { store, world, viewer }: Context,
  input: ProductArchiveInput,
): Promise<Answer<"ProductArchiveResult">> {
  return store.write("archive-product", async (tx) => {
    const before = await findProduct(tx, input.id);
    if (!before) return notFound("product", ["input", "id"]);
    if (isStale(before, input)) return versionConflict(before);
    if (before.status === "ARCHIVED") return { __typename: "ProductSaved", product: before };
    const product = await updateProduct(tx, before.id, input.expectedVersion ?? undefined, {
      status: "ARCHIVED",
      publishedAt: wasPublished(before, world.now()) ? before.publishedAt : null,
      updatedAt: world.now(),
    });
    if (!product) return versionConflict(before);
    const summary = `Archived ${product.id}.`;
    await recordAudit(tx, world, viewer, { action: "product.archived", subjectId: product.id, summary });
    return { __typename: "ProductSaved", product };
  });
}

/** Whether somebody has changed the product since its editor saw it. */
function isStale(
  { version }: ProductRow,
  { expectedVersion }: { expectedVersion?: number | null | undefined },
): boolean {
  return typeof expectedVersion === "number" && expectedVersion !== version;
}

/** What the product will lack at the time of its publication. */
async function findMissing(db: Reader, productId: string, at: number): Promise<ProductNeed[]> {
  const variants = await findVariantsByProducts(db, [productId]);
  if (variants.length === 0) return ["VARIANT", "PRICE"];
  const ids = variants.map((variant) => variant.id);
  return (await findPrices(db, ids, at)).length > 0 ? [] : ["PRICE"];
}
