/** The product that a form without scripts asks to add, by the address of the cart. */
import { graphql } from "../../generated/index.ts";
import { optionField, optionPrefix } from "../../shop/cart/option-field.ts";
import { linkTo } from "../../shop/links.ts";
import { withoutMain } from "../../shop/main-part.ts";
import type { LoadedPage, PageRequest } from "../page.ts";

const ChosenVariantDocument = graphql(`
  query StorefrontChosenVariant($slug: String!) {
    product(slug: $slug) {
      id
      variants(first: 250) { nodes { id options { name value } } }
    }
  }
`);

/** The parameters of the cart: a variant to add, or a product with the options of one. */
export const cartParameters = ["add", "quantity", "product", optionPrefix];

/** The page that the form leads on to: the cart with the variant of these options in its address; the product where it has none. */
export async function findChosen(
  { ask, search, place }: Pick<PageRequest, "ask" | "search" | "place">,
  slug: string,
): Promise<LoadedPage> {
  const response = await ask(ChosenVariantDocument, { slug });
  const product = response.data?.product;
  if (!product) return withoutMain(response, "product");
  const variant = product.variants.nodes.find(({ options }) =>
    options.every(({ name, value }) => search.get(optionField(name)) === value),
  );
  if (!variant) return { kind: "moved", to: linkTo(place, `/products/${encodeURIComponent(slug)}`) };
  const chosen = new URLSearchParams({ add: variant.id, quantity: search.get("quantity") ?? "1" });
  return { kind: "moved", to: linkTo(place, `/cart?${chosen}`) };
}
