/** Changes of goods by the staff of a shop: their prices, and what stands on the shelf. */
import { InventoryAdjustDocument, PriceSetDocument } from "@hansa/client/documents/products";
import { perform } from "@hansa/client/mutation";
import { signInStaff } from "@hansa/client/staff-desk";
import { z } from "zod";
import type { StorefrontShop } from "./storefront.ts";

const variantRows = z.array(z.object({ id: z.string(), kept: z.number(), onHand: z.number() }));

function variantsOf({ rows }: StorefrontShop, slug: string) {
  return variantRows.parse(
    rows(
      "products",
      `SELECT v.id, s.on_hand AS onHand, s.committed + s.reserved AS kept FROM variants v JOIN products p ON p.id = v.product_id
       JOIN stock_levels s ON s.variant_id = v.id WHERE p.slug = '${slug}'`,
    ),
  );
}

/** Sets the price of all variants of a product, in cents of the euro. */
export async function setPrice(storefront: StorefrontShop, slug: string, amountMinor: number): Promise<void> {
  const { shop } = storefront;
  const manager = await signInStaff(shop, "CATALOG_MANAGER");
  for (const { id } of variantsOf(storefront, slug))
    await perform(shop, PriceSetDocument, { variantId: id, currency: "EUR", amountMinor }, manager);
}

/** Takes all units of a product from the shelf but those that are sold or reserved. */
export async function emptyShelf(storefront: StorefrontShop, slug: string): Promise<void> {
  const { shop } = storefront;
  const manager = await signInStaff(shop, "CATALOG_MANAGER");
  for (const { id, onHand, kept } of variantsOf(storefront, slug)) {
    if (onHand === kept) continue;
    const input = {
      variantId: id,
      delta: kept - onHand,
      reason: "DAMAGED" as const,
      idempotencyKey: `empty-${id}`,
    };
    await perform(shop, InventoryAdjustDocument, input, manager);
  }
}
