/** The entry of a guest in the storage of a browser, and what the stores have behind it. */
import type { Page } from "playwright-core";
import { z } from "zod";
import type { StorefrontShop } from "./storefront.ts";

const entry = z.object({ cart: z.object({ id: z.string() }).optional(), checkoutId: z.string().optional() });
const lines = z.array(
  z.object({ variantId: z.string(), sku: z.string(), title: z.string(), quantity: z.number(), minor: z.number() }),
);
const checkouts = z.array(
  z.object({
    state: z.string(),
    email: z.string().nullable(),
    address: z.string().nullable(),
    billing: z.string().nullable(),
  }),
);

async function readEntry(page: Page): Promise<z.infer<typeof entry>> {
  return entry.parse(JSON.parse(await page.evaluate(() => localStorage.getItem("hansa.guest.1") ?? "{}")));
}

/** The id of the checkout of this browser; empty without one. */
export async function checkoutIdOf(page: Page): Promise<string> {
  return (await readEntry(page)).checkoutId ?? "";
}

/** The lines of the cart that this browser holds, from the store. */
export async function storedLines({ rows }: StorefrontShop, page: Page): Promise<z.infer<typeof lines>> {
  const { cart } = await readEntry(page);
  return lines.parse(
    rows(
      "orders",
      `SELECT variant_id AS variantId, sku, title, quantity, unit_price_minor AS minor FROM cart_lines WHERE cart_id = '${cart?.id ?? ""}' ORDER BY position`,
    ),
  );
}

/** The checkout that this browser holds, from the store. */
export async function storedCheckout({ rows }: StorefrontShop, page: Page) {
  const id = await checkoutIdOf(page);
  const [checkout] = checkouts.parse(
    rows(
      "orders",
      `SELECT state, email, shipping_address AS address, billing_address AS billing FROM checkouts WHERE id = '${id}'`,
    ),
  );
  return checkout;
}
