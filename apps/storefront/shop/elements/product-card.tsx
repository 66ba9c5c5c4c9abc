/** A product in a list: its picture, its title and its lowest price. */
import { formatAmount } from "@hansa/front/format";
import { type FragmentType, getFragmentData, graphql } from "../../generated/index.ts";
import { linkTo, type Place } from "../links.ts";
import { shopTexts } from "../shop-texts.ts";
import { formatUnitPrice } from "../unit-price.ts";
import { Picture } from "./picture.tsx";

export const ProductCardFragment = graphql(`
  fragment ProductCard on Product {
    slug
    title
    stockStatus
    media(first: 1) { ...Picture }
    priceRange(currency: $currency) { min { decimal currency } max { decimal } }
    cheapestVariant(currency: $currency) { id content { amount unit } unitPrice(currency: $currency) { decimal currency } }
  }
`);

/** Two beside each other on a phone, three in the 72 rem of the page. */
export const cardSizes = "(min-width: 72rem) 22rem, (min-width: 48rem) 30vw, 46vw";

type ProductCardProps = { product: FragmentType<typeof ProductCardFragment>; place: Place; isFirst?: boolean };

function ProductCard({ product, place, isFirst = false }: ProductCardProps) {
  const { slug, title, stockStatus, media, priceRange, cheapestVariant } = getFragmentData(
    ProductCardFragment,
    product,
  );
  const texts = shopTexts[place.language];
  const [picture] = media;
  const price = priceRange ? formatAmount(priceRange.min, place.language) : null;
  const unitPrice = cheapestVariant ? formatUnitPrice(cheapestVariant, place.language) : null;
  const isRange = priceRange !== null && priceRange !== undefined && priceRange.min.decimal !== priceRange.max.decimal;
  return (
    <article className="group relative">
      <div className="aspect-square overflow-hidden rounded-2xl bg-surface">
        {picture ? (
          <Picture picture={picture} alt="" sizes={cardSizes} isFirst={isFirst} className="size-full object-cover" />
        ) : null}
      </div>
      <h3 className="mt-3 font-sans text-base font-normal wrap-anywhere">
        <a
          href={linkTo(place, `/products/${slug}`)}
          lang={place.catalogueLang}
          className="underline-offset-4 after:absolute after:inset-0 group-hover:underline"
        >
          {title}
        </a>
      </h3>
      <p className="text-muted">
        {price === null ? texts.notSold : isRange ? texts.from(price) : price}
        {stockStatus === "OUT_OF_STOCK" ? ` · ${texts.soldOut}` : null}
        {unitPrice ? <span className="block text-sm">{unitPrice}</span> : null}
      </p>
    </article>
  );
}

type ProductGridProps = {
  products: readonly ProductCardProps["product"][];
  place: Place;
  /** The grid begins with the first picture of the page, which is fetched before others. */
  isFirst?: boolean;
};

/** Products in a grid. */
export function ProductGrid({ products, place, isFirst = false }: ProductGridProps) {
  return (
    <ul className="grid grid-cols-2 gap-x-4 gap-y-8 sm:gap-x-6 md:grid-cols-3">
      {products.map((product, index) => (
        <li key={getFragmentData(ProductCardFragment, product).slug}>
          <ProductCard product={product} place={place} isFirst={isFirst && index === 0} />
        </li>
      ))}
    </ul>
  );
}
