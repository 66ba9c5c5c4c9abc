/** The product as schema.org describes it, for search engines: JSON-LD, which no browser runs. */
import type { StorefrontProductQuery } from "../../../generated/graphql.ts";

type Product = NonNullable<StorefrontProductQuery["product"]>;
type StructuredDataProps = { product: Product; description: string; url: string };

export function StructuredData({ product, description, url }: StructuredDataProps) {
  const json = writeScriptJson(describeProduct(product, description, url));
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}

/** JSON for the text of a script element: no text in it can end the element, or begin a comment in it. */
function writeScriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", String.raw`\u003c`);
}

function describeProduct(product: Product, description: string, url: string): object {
  const { title, media, facets, rating } = product;
  const brand = facets.find(({ facet }) => facet === "brand")?.label;
  const [variant, ...others] = product.variants.nodes;
  return {
    "@context": "https://schema.org",
    "@type": "Product",
    name: title,
    url,
    ...(description === "" ? {} : { description }),
    ...(media.length > 0 ? { image: media.map((picture) => picture.url) } : {}),
    ...(brand === undefined ? {} : { brand: { "@type": "Brand", name: brand } }),
    ...(variant && others.length === 0 ? { sku: variant.sku } : {}),
    ...describeRating(rating),
    ...describeOffers(product, url),
  };
}

function describeRating({ average, count }: Product["rating"]): object {
  if (average === null || average === undefined || count === 0) return {};
  return { aggregateRating: { "@type": "AggregateRating", ratingValue: average, reviewCount: count, bestRating: 5 } };
}

const availabilities = { IN_STOCK: "InStock", LOW_STOCK: "LimitedAvailability", OUT_OF_STOCK: "OutOfStock" } as const;

/** One offer for each variant that is sold; none for a product that is no longer sold. */
function describeOffers({ status, variants }: Product, url: string): object {
  if (status === "ARCHIVED") return {};
  const offers = variants.nodes.flatMap(({ sku, title, price, stockStatus }) =>
    price
      ? {
          "@type": "Offer",
          name: title,
          sku,
          url,
          price: price.decimal,
          priceCurrency: price.currency,
          availability: `https://schema.org/${availabilities[stockStatus]}`,
          itemCondition: "https://schema.org/NewCondition",
        }
      : [],
  );
  return offers.length === 0 ? {} : { offers };
}
