/** Who sees which product: customers what is published, who works on products everything. */
import { hasScope, type Viewer } from "@hansa/kit/identity";
import type { ProductRow } from "../store/tables.ts";

/** Whether this viewer builds the catalogue, and so lists drafts and what is planned. */
export function mayEditCatalogue(viewer: Viewer): boolean {
  return hasScope(viewer, "products:write");
}

/** The scopes of work on products: what is priced or counted before it is published has to be seen by whoever does it. */
const workOnProducts = ["products:write", "prices:read", "prices:write", "inventory:read", "inventory:write"];

function worksOnProducts(viewer: Viewer): boolean {
  return workOnProducts.some((scope) => hasScope(viewer, scope));
}

/** The product if this viewer may see it, else null. An archived one stays visible: its page says that it is no longer sold. */
export function visibleTo<Row extends ProductRow>(viewer: Viewer, product: Row | null, now: number): Row | null {
  if (!product) return null;
  return worksOnProducts(viewer) || wasPublished(product, now) ? product : null;
}

/** Whether customers have been able to see it at some time up to now. */
export function wasPublished({ status, publishedAt }: ProductRow, now: number): boolean {
  return status !== "DRAFT" && publishedAt !== null && publishedAt <= now;
}

/** Whether it can be bought now, as far as the catalogue is concerned. */
export function isOnSale(product: ProductRow, now: number): boolean {
  return product.status === "ACTIVE" && wasPublished(product, now);
}
