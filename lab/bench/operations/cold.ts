/** Texts that no target has seen: variants of one page that differ in their aliases and selected fields. */

/** Variants with the same fields differ in their aliases. */
const productFields = ["id", "slug", "title", "status", "stockStatus", "descriptionHtml", "rating { average count }"];
const variantFields = ["id", "sku", "title", "stockStatus", "options { name value }", "price { minor currency }"];
const reviewFields = ["rating", "title", "body", "createdAt", "verifiedPurchase"];

/**
 * Variant number `index` of a page with fetches from three subgraphs, the same of no other number. It has neither quotes nor line breaks, so
 * that it can be put into JSON as it is.
 */
export function coldText(index: number): string {
  const reviews = `r${index}: reviews(first: 2) { nodes { ${chosen(reviewFields, index >> 3)} author { displayName } } }`;
  const variants = `v${index}: variants(first: 3) { nodes { ${chosen(variantFields, index >> 1)} } }`;
  const bought = `b${index}: frequentlyBoughtWith { ${chosen(["slug", "title", "stockStatus"], index >> 2)} id }`;
  const product = `p${index}: product(slug: $slug) { ${chosen(productFields, index)} ${variants} ${reviews} ${bought} }`;
  return `query Cold($slug: String!) { ${product} }`;
}

/** The fields whose bits are set in `bits`, each with an alias of its own, and always the first one. */
function chosen(fields: readonly string[], bits: number): string {
  const mask = bits % 2 ** fields.length;
  return fields
    .filter((_field, place) => place === 0 || Math.floor(mask / 2 ** place) % 2 === 1)
    .map((field, place) => (place % 2 === 0 ? `a${place}: ${field}` : field))
    .join(" ");
}
