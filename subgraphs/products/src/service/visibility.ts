/** Visibility of products: customers see published products, staff who work on products see all. */
import { hasScope, type Viewer } from "@hansa/kit/identity";
import type { ProductRow } from "../store/catalogue/tables.ts";

/** Whether this viewer may edit the catalogue, and therefore list drafts and planned products. */
export function mayEditCatalogue(viewer: Viewer): boolean {
  return hasScope(viewer, "products:write");
}

/** The scopes of staff who must see unpublished products to price or count them. */
const productWorkScopes = ["products:write", "prices:read", "prices:write", "inventory:read", "inventory:write"];

function worksOnProducts(viewer: Viewer): boolean {
  return productWorkScopes.some((scope) => hasScope(viewer, scope));
}

/** Returns the product if this viewer may see it, else null. Archived products stay visible as no longer sold. */
export function visibleTo<Row extends ProductRow>(viewer: Viewer, product: Row | null, now: number): Row | null {
  if (!product) return null;
  return worksOnProducts(viewer) || wasPublished(product, now) ? product : null;
}

/** Whether customers could see it at any time until now. */
export function wasPublished({ status, publishedAt }: ProductRow, now: number): boolean {
  return status !== "DRAFT" && publishedAt !== null && publishedAt <= now;
}

/** Whether the catalogue allows to buy it now. */
export function isOnSale(product: ProductRow, now: number): boolean {
  return product.status === "ACTIVE" && wasPublished(product, now);
}
