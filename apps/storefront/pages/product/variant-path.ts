/** The path of a product, and of one of its variants: the page of the product that shows it. */

export function variantPath({ slug }: { slug: string }, sku: string | null): string {
  const path = `/products/${encodeURIComponent(slug)}`;
  return sku === null ? path : `${path}?${new URLSearchParams({ variant: sku })}`;
}
