/** A product as schema.org describes it, for search engines: one with several variants is a group of them. */
import type { StorefrontProductQuery } from "../../generated/graphql.ts";
import type { DataNode } from "../../shop/elements/structured-data.tsx";

type Product = NonNullable<StorefrontProductQuery["product"]>;
type Variant = Product["variants"]["nodes"][number];
type Estimate = NonNullable<NonNullable<Product["offered"]>["nodes"][number]["shippingEstimates"]>[number];

type ProductParts = {
  product: Product;
  description: string;
  /** The whole address of the product's page. */
  url: string;
  /** That of the page that shows the variant of an SKU. */
  urlOfVariant(sku: string): string;
  absolute(path: string): string;
  /** The country of the shop, to which `offered` says the costs of shipping. */
  country: string | null;
};

export function describeProduct(parts: ProductParts): readonly DataNode[] {
  const { product, description, url, urlOfVariant, absolute, country } = parts;
  const { id, title, media, facets, variants, options } = product;
  const brand = facets.find(({ facet }) => facet === "brand")?.label;
  const delivery = deliveryOf(product, url, country);
  const common = {
    name: title,
    url,
    ...(description === "" ? {} : { description }),
    ...(media.length > 0 ? { image: media.map((picture) => absolute(picture.url)) } : {}),
    ...(brand === undefined ? {} : { brand: { "@type": "Brand", name: brand } }),
    ...describeRating(product.rating),
  };
  const [variant, ...others] = variants.nodes;
  if (variant && others.length === 0)
    return [
      { "@type": "Product", ...common, sku: variant.sku, ...describeOffer(product, variant, url, delivery) },
      ...delivery.nodes,
    ];
  const group = {
    "@type": "ProductGroup",
    ...common,
    productGroupID: id,
    variesBy: options.map(({ name }) => nameOfOption(name).address ?? name),
    hasVariant: variants.nodes.map((each) => ({
      "@type": "Product",
      name: `${title} – ${each.title}`,
      sku: each.sku,
      ...describeOptions(each),
      ...describeOffer(product, each, urlOfVariant(each.sku), delivery),
    })),
  };
  return [group, ...delivery.nodes];
}

function describeRating({ average, count }: Product["rating"]): DataNode {
  if (average === null || average === undefined || count === 0) return {};
  return { aggregateRating: { "@type": "AggregateRating", ratingValue: average, reviewCount: count, bestRating: 5 } };
}

/** The names of options that schema.org has a property for. */
const properties: Readonly<Record<string, string>> = {
  color: "color",
  colour: "color",
  farbe: "color",
  size: "size",
  größe: "size",
  material: "material",
  pattern: "pattern",
  muster: "pattern",
};

function nameOfOption(option: string): { property: string | undefined; address: string | undefined } {
  const property = properties[option.toLowerCase()];
  return { property, address: property && `https://schema.org/${property}` };
}

function describeOptions({ options }: Variant): DataNode {
  const known = options.flatMap(({ name, value }) => {
    const { property } = nameOfOption(name);
    return property ? [[property, value]] : [];
  });
  const others = options.filter(({ name }) => !nameOfOption(name).property);
  return {
    ...Object.fromEntries(known),
    ...(others.length > 0
      ? { additionalProperty: others.map(({ name, value }) => ({ "@type": "PropertyValue", name, value })) }
      : {}),
  };
}

const availabilities = { IN_STOCK: "InStock", LOW_STOCK: "LimitedAvailability", OUT_OF_STOCK: "OutOfStock" } as const;

/** The offer of a variant; none if it has no price, or is no longer sold. */
function describeOffer({ status }: Product, variant: Variant, url: string, delivery: Delivery): DataNode {
  const { price, sku, stockStatus, weightGrams } = variant;
  if (status === "ARCHIVED" || !price) return {};
  return {
    offers: {
      "@type": "Offer",
      sku,
      url,
      price: price.decimal,
      priceCurrency: price.currency,
      availability: `https://schema.org/${availabilities[stockStatus]}`,
      itemCondition: "https://schema.org/NewCondition",
      // The costs are those of the first variant: others of its weight have the same.
      ...(weightGrams !== null && weightGrams === delivery.weightGrams && delivery.nodes.length > 0
        ? { shippingDetails: delivery.nodes.map(({ "@id": id }) => ({ "@id": id })) }
        : {}),
    },
  };
}

type Delivery = { weightGrams: number | null; nodes: readonly DataNode[] };

/** The ways of shipping in the country of the shop, which offers refer to. */
function deliveryOf({ offered }: Product, url: string, country: string | null): Delivery {
  const [first] = offered?.nodes ?? [];
  const estimates = country === null ? [] : (first?.shippingEstimates ?? []);
  const nodes = estimates.map(({ price, etaDaysMin, etaDaysMax }: Estimate, index) => ({
    "@type": "OfferShippingDetails",
    "@id": `${url}#shipping-${index + 1}`,
    shippingRate: { "@type": "MonetaryAmount", value: price.decimal, currency: price.currency },
    shippingDestination: { "@type": "DefinedRegion", addressCountry: country },
    deliveryTime: {
      "@type": "ShippingDeliveryTime",
      transitTime: { "@type": "QuantitativeValue", minValue: etaDaysMin, maxValue: etaDaysMax, unitCode: "DAY" },
    },
  }));
  return { weightGrams: first?.weightGrams ?? null, nodes };
}
