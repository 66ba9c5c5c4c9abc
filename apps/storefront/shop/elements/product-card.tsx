/** A product in a list: its picture, its title, its stars, its lowest price and its colours. */
import { formatAmount, formatNumber } from "@hansa/front/format";
import { type FragmentType, getFragmentData, graphql } from "../../generated/index.ts";
import { linkTo, type Place } from "../links.ts";
import { listTexts } from "../lists/texts.ts";
import { priceTexts } from "../price-texts.ts";
import { shopTexts } from "../shop-texts.ts";
import { formatUnitPrice } from "../unit-price.ts";
import { Picture } from "./picture.tsx";
import { Stars } from "./stars.tsx";
import { Swatches } from "./swatches.tsx";

export const ProductCardFragment = graphql(`
  fragment ProductCard on Product {
    slug
    title
    stockStatus
    options { name swatches { value color } }
    media(first: 2) { ...Picture }
    rating { average count }
    priceRange(currency: $currency) { min { decimal currency } max { decimal } }
    cheapestVariant(currency: $currency) {
      id
      compareAtPrice(currency: $currency) { decimal currency }
      lowestPriorPrice(currency: $currency) { decimal currency }
      content { amount unit }
      unitPrice(currency: $currency) { decimal currency }
    }
  }
`);

/** Two beside each other on a phone, three in the 72 rem of the page. */
export const cardSizes = "(min-width: 72rem) 22rem, (min-width: 48rem) 30vw, 46vw";

const secondPicture = "absolute inset-0 hidden size-full object-cover group-hover:block";

type ProductCardProps = { product: FragmentType<typeof ProductCardFragment>; place: Place; isFirst?: boolean };

function ProductCard({ product, place, isFirst = false }: ProductCardProps) {
  const { language, catalogueLang } = place;
  const { slug, title, stockStatus, options, media, rating, priceRange, cheapestVariant } = getFragmentData(
    ProductCardFragment,
    product,
  );
  const texts = shopTexts[language];
  const reductions = priceTexts[language];
  const [picture, second] = media;
  const price = priceRange ? formatAmount(priceRange.min, language) : null;
  const unitPrice = cheapestVariant ? formatUnitPrice(cheapestVariant, language) : null;
  const isRange = priceRange !== null && priceRange !== undefined && priceRange.min.decimal !== priceRange.max.decimal;
  const { compareAtPrice: before, lowestPriorPrice: lowest } = cheapestVariant ?? {};
  return (
    <article className="group relative">
      <div className="relative aspect-square overflow-hidden rounded-2xl bg-surface">
        {picture ? (
          <Picture picture={picture} alt="" sizes={cardSizes} isFirst={isFirst} className="size-full object-cover" />
        ) : null}
        {/* A browser loads it once a pointer rests on the card. */}
        {second ? <Picture picture={second} alt="" sizes={cardSizes} className={secondPicture} /> : null}
      </div>
      {before ? (
        <p className="absolute start-3 top-3 rounded-full bg-accent px-3 text-sm text-on-accent">
          {reductions.reduced}
        </p>
      ) : null}
      <h3 className="mt-3 font-sans text-base font-normal wrap-anywhere">
        <a
          href={linkTo(place, `/products/${slug}`)}
          lang={catalogueLang}
          className="underline-offset-4 after:absolute after:inset-0 group-hover:underline"
        >
          {title}
        </a>
      </h3>
      {rating.average === null || rating.average === undefined ? null : (
        <p className="text-sm text-muted">
          <Stars average={rating.average} />
          <span className="sr-only">{listTexts[language].stars(formatNumber(rating.average, language))}</span> (
          {rating.count})
        </p>
      )}
      <p className="text-muted">
        {before ? (
          <>
            <span className="sr-only">{reductions.before} </span>
            <s>{formatAmount(before, language)}</s>{" "}
          </>
        ) : null}
        <span className={before ? "font-semibold text-text" : undefined}>
          {price === null ? texts.notSold : isRange ? texts.from(price) : price}
        </span>
        {stockStatus === "OUT_OF_STOCK" ? ` · ${texts.soldOut}` : null}
        {before && lowest ? (
          <span className="block text-xs">{reductions.lowest(formatAmount(lowest, language))}</span>
        ) : null}
        {unitPrice ? <span className="block text-sm">{unitPrice}</span> : null}
      </p>
      <Swatches options={options} place={place} />
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
