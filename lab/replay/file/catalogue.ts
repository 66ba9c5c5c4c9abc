/** The products of the invoices: one per code, with one variant per price. */
import { type Invoice, inPounds, skuOf } from "./invoices.ts";

export type Variant = { sku: string; pence: number; price: string };
export type Product = { code: string; title: string; slug: string; variants: Variant[] };

/** Lists the products in the order in which they were first sold; a product is called what its first line calls it. */
export function catalogueOf(invoices: readonly Invoice[]): Product[] {
  const products = new Map<string, Product>();
  const skus = new Set<string>();
  for (const { lines } of invoices) {
    for (const { code, description, pence } of lines) {
      const product = products.get(code) ?? { code, title: description || code, slug: slugOf(code), variants: [] };
      products.set(code, product);
      const sku = skuOf(code, pence);
      if (skus.has(sku)) continue;
      skus.add(sku);
      product.variants.push({ sku, pence, price: inPounds(pence) });
    }
  }
  return [...products.values()];
}

/** A web address for a code. Codes that differ only in capitals get different ones: what is not plain is spelled out. */
function slugOf(code: string): string {
  const plain = code.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return /^[A-Z0-9]+$/.test(code) ? `replay-${plain}` : `replay-${plain}-${Buffer.from(code).toString("hex")}`;
}
