/** A variant of the product page as its buy box shows it. */
import { type Amount, formatAmount } from "@hansa/front/format";
import type { StorefrontProductQuery } from "../../../generated/graphql.ts";
import type { Language } from "../../../shop/texts.ts";
import { formatContent, formatUnitPrice } from "../../../shop/unit-price.ts";

type Product = NonNullable<StorefrontProductQuery["product"]>;
type Variant = Product["variants"]["nodes"][number];

/** `pictures`: those of the gallery, in its order. `usual`: the one of the product, for variants without one of their own. */
export function shownVariant(
  variant: Variant,
  { pictures, usual }: { pictures: Product["media"]; usual: Product["media"][number] | undefined },
  language: Language,
) {
  const { id, sku, title, stockStatus, options, price, content, image, weightGrams } = variant;
  const pictureId = image?.id ?? usual?.id;
  const shown = (amount: Amount | null | undefined) => (amount ? formatAmount(amount, language) : null);
  return {
    id,
    sku,
    title,
    stockStatus,
    options: Object.fromEntries(options.map(({ name, value }) => [name, value])),
    /** The number of its picture in the gallery; 0 if that has none. */
    picture: pictures.findIndex((each) => each.id === pictureId) + 1,
    weightGrams: weightGrams ?? null,
    currency: price?.currency ?? null,
    price: shown(price),
    before: shown(variant.compareAtPrice),
    lowest: shown(variant.lowestPriorPrice),
    content: content ? formatContent(content, language) : null,
    unitPrice: formatUnitPrice(variant, language),
  };
}

/** The pictures of a product in its own order: that of a variant which the address names comes first. */
export function picturesOf({ media }: Pick<Product, "media">, variant: Variant | undefined): Product["media"] {
  const own = media.find(({ id }) => id === variant?.image?.id);
  return own ? [own, ...media.filter((each) => each !== own)] : media;
}
