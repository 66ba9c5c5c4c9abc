/** Reads the products of a shop, a page at a time, in its order. The operations select a field per currency, so no document describes them. */

import { sendUntilAnswered } from "@hansa/client/retries";
import { taxClass } from "@hansa/commerce/tax-class";
import { z } from "zod";
import type { Staff } from "../import/staff.ts";

const page = { pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }) };
const more = "pageInfo { hasNextPage endCursor }";

const amount = z.object({ minor: z.int(), currency: z.string(), decimal: z.string() });
const variant = z.looseObject({
  sku: z.string(),
  barcode: z.string().nullable(),
  title: z.string(),
  position: z.int(),
  options: z.array(z.object({ name: z.string(), value: z.string() })),
  image: z.object({ id: z.string() }).nullable(),
  weightGrams: z.int().nullable(),
  tracked: z.boolean(),
  onHand: z.int().nullable(),
  /** As import files name it. */
  taxClass: z.string().toLowerCase().pipe(taxClass),
  isWithdrawable: z.boolean(),
  content: z.object({ amount: z.int(), unit: z.string() }).nullable(),
  costPrice: amount.nullable(),
  prices: z.array(amount),
});
const contact = z.object({
  name: z.string(),
  address: z.string(),
  email: z.string().nullable(),
  url: z.string().nullable(),
});
const product = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  descriptionHtml: z.string(),
  status: z.enum(["DRAFT", "ACTIVE", "ARCHIVED"]),
  publishedAt: z.string().nullable(),
  options: z.array(
    z.object({ name: z.string(), swatches: z.array(z.object({ value: z.string(), color: z.string() })) }),
  ),
  collections: z.array(z.object({ slug: z.string(), title: z.string() })),
  facets: z.array(z.object({ facet: z.string(), value: z.string(), label: z.string() })),
  media: z.array(
    z.object({
      id: z.string(),
      url: z.string(),
      alt: z.string(),
      width: z.int().nullable(),
      height: z.int().nullable(),
    }),
  ),
  safety: z
    .object({ maker: contact, responsiblePerson: contact.nullable(), warnings: z.string().nullable() })
    .nullable(),
  variants: z.object({ nodes: z.array(variant), ...page }),
});

export type ExportedVariant = z.infer<typeof variant> & {
  /** The price to strike through, by currency. */
  compareAt: ReadonlyMap<string, string>;
};
export type ExportedProduct = Omit<z.infer<typeof product>, "variants"> & { variants: ExportedVariant[] };

/** Together so few that a page stays within the budget of a request although each product is full. */
const productsAtOnce = 15;
const variantsAtOnce = 20;
const money = "{ minor currency decimal }";
const contactFields = "{ name address email url }";

/** All products in one state, in the shop's own order; variants in the order in which they were added, with their prices in `currencies`. */
export async function* readProducts(
  staff: Staff,
  status: string,
  currencies: readonly string[],
): AsyncGenerator<ExportedProduct> {
  let after: string | null = null;
  const shape = z.object({ products: z.object({ nodes: z.array(product), ...page }) });
  for (let hasMore = true; hasMore; ) {
    const query = `query ExportProducts($status: ProductStatus!, $after: String) {
      products(first: ${productsAtOnce}, after: $after, sort: FEATURED, filter: { status: $status }) {
        nodes {
          id slug title descriptionHtml status publishedAt options { name swatches { value color } }
          collections { slug title } facets { facet value label } media(first: 100) { id url alt width height }
          safety { maker ${contactFields} responsiblePerson ${contactFields} warnings }
          variants(first: ${variantsAtOnce}) { nodes { ${variantFields(currencies)} } ${more} }
        }
        ${more}
      }
    }`;
    const { products }: z.infer<typeof shape> = shape.parse(await send(staff, query, { status, after }));
    for (const one of products.nodes)
      yield { ...one, variants: inOrder(await allVariants(staff, one, currencies), currencies) };
    after = products.pageInfo.endCursor;
    hasMore = products.pageInfo.hasNextPage;
  }
}

function variantFields(currencies: readonly string[]): string {
  const reductions = currencies.map((code) => `was_${code}: compareAtPrice(currency: "${code}") { decimal }`);
  return `sku barcode title position options { name value } image { id } weightGrams tracked onHand taxClass
    isWithdrawable content { amount unit } costPrice ${money}
    prices ${money} ${reductions.join(" ")}`;
}

async function allVariants(
  staff: Staff,
  { id, variants }: z.infer<typeof product>,
  currencies: readonly string[],
): Promise<z.infer<typeof variant>[]> {
  const all = [...variants.nodes];
  let { hasNextPage, endCursor } = variants.pageInfo;
  const shape = z.object({ product: z.object({ variants: z.object({ nodes: z.array(variant), ...page }) }) });
  const query = `query ExportVariants($id: ID!, $after: String) { product(id: $id) {
    variants(first: 100, after: $after) { nodes { ${variantFields(currencies)} } ${more} }
  } }`;
  while (hasNextPage) {
    const next: z.infer<typeof shape> = shape.parse(await send(staff, query, { id, after: endCursor }));
    all.push(...next.product.variants.nodes);
    ({ hasNextPage, endCursor } = next.product.variants.pageInfo);
  }
  return all;
}

async function send({ graph, token }: Staff, query: string, variables: object): Promise<unknown> {
  return sendUntilAnswered(graph, { query, variables, as: { token: await token() } });
}

const reduction = z.object({ decimal: z.string() }).nullish();

function inOrder(variants: readonly z.infer<typeof variant>[], currencies: readonly string[]): ExportedVariant[] {
  return [...variants]
    .sort((a, b) => a.position - b.position)
    .map((one) => ({
      ...one,
      prices: one.prices.filter(({ currency }) => currencies.includes(currency)),
      compareAt: new Map(
        currencies.flatMap((code): [string, string][] => {
          const found = reduction.parse(one[`was_${code}`]);
          return found ? [[code, found.decimal]] : [];
        }),
      ),
    }));
}
