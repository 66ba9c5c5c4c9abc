/** The product page: pictures, price, options, description, reviews, and what is bought with it. */
import { buttonClass } from "@hansa/front/elements";
import { Island } from "@hansa/front/islands";
import type { StorefrontProductQuery } from "../../generated/graphql.ts";
import { graphql } from "../../generated/index.ts";
import { ProductGrid } from "../../shop/elements/product-card.tsx";
import type { ShopFacts } from "../../shop/facts.ts";
import { linkTo, type Place } from "../../shop/links.ts";
import { withoutMain } from "../../shop/main-part.ts";
import type { Page } from "../page.ts";
import { Gallery } from "./elements/gallery.tsx";
import { ratingText, ReviewList } from "./elements/review-list.tsx";
import { Safety } from "./elements/safety.tsx";
import { shownVariant } from "./elements/shown-variant.ts";
import { StructuredData } from "./elements/structured-data.tsx";
import { BuyBox } from "./islands/buy-box.tsx";
import { productTexts } from "./texts.ts";

const ProductDocument = graphql(`
  query StorefrontProduct($slug: String!, $currency: CurrencyCode) {
    product(slug: $slug) {
      id
      slug
      title
      descriptionHtml
      status
      media(first: 100) { id url ...Picture }
      collections { slug title }
      facets { facet facetLabel label }
      options { name values }
      variants(first: 250) {
        nodes {
          id
          title
          sku
          stockStatus
          weightGrams
          options { name value }
          price(currency: $currency) { decimal currency }
          compareAtPrice(currency: $currency) { decimal currency }
          lowestPriorPrice(currency: $currency) { decimal currency }
          content { amount unit }
          unitPrice(currency: $currency) { decimal currency }
        }
      }
      safety { ...ProductSafetyPart }
      rating { average count }
      reviews(first: 5) { nodes { ...ReviewItem } pageInfo { hasNextPage } }
      frequentlyBoughtWith(first: 3) { ...ProductCard }
    }
  }
`);

type Product = NonNullable<StorefrontProductQuery["product"]>;

/** The parts that the page can do without come from orders: they are missing while it is away. */
export const productPage: Page = {
  name: "product",
  load: async ({ ask, params, currency, facts, place }) => {
    const { slug = "" } = params;
    const response = await ask(ProductDocument, { slug, currency });
    const product = response.data?.product;
    if (!product) return withoutMain(response, "product");
    if (product.slug !== slug) return { kind: "moved", to: linkTo(place, `/products/${product.slug}`) };
    return {
      kind: "found",
      title: product.title,
      description: textOf(product.descriptionHtml).slice(0, 200),
      isPartial: response.errors.length > 0,
      isKept: true,
      main: <ProductMain product={product} place={place} currency={currency} facts={facts} />,
    };
  },
};

/** The text of HTML, for the description that search engines show. */
function textOf(html: string): string {
  return html
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

type ProductMainProps = { product: Product; place: Place; currency: string | null; facts: ShopFacts };

function ProductMain({ product, place, currency, facts }: ProductMainProps) {
  const { language } = place;
  const texts = productTexts[language];
  const [collection] = product.collections;
  const variants = product.variants.nodes.map((variant) => shownVariant(variant, language));
  return (
    <>
      {collection ? (
        <p className="py-2 text-sm">
          <a
            href={linkTo(place, `/collections/${collection.slug}`)}
            className="text-muted underline-offset-4 hover:underline"
          >
            {collection.title}
          </a>
        </p>
      ) : null}
      <div className="grid gap-8 md:grid-cols-2 lg:gap-14">
        <Gallery pictures={product.media} texts={texts} />
        <div>
          <h1 className="text-3xl sm:text-4xl">{product.title}</h1>
          {product.status === "ARCHIVED" ? (
            <p className="my-6">{texts.notOrderable}</p>
          ) : (
            <Island
              name="buy-box"
              of={BuyBox}
              props={{
                language,
                title: product.title,
                variants,
                options: product.options.map(({ name, values }) => ({ name, values: [...values] })),
                currency: currency ?? variants.find((variant) => variant.currency !== null)?.currency ?? null,
                country: facts.country,
                taxIncluded: facts.pricesIncludeTax,
                cartHref: linkTo(place, "/cart"),
              }}
            />
          )}
          {/* The shop cleans the HTML of descriptions when it stores them. */}
          <div
            className="description mt-8 border-t border-line pt-6"
            dangerouslySetInnerHTML={{ __html: product.descriptionHtml }}
          />
          <Details facets={product.facets} title={texts.details} />
          <Safety safety={product.safety} language={language} />
        </div>
      </div>
      <Reviews product={product} place={place} />
      <StructuredData
        product={product}
        description={textOf(product.descriptionHtml)}
        url={linkTo(place, `/products/${product.slug}`)}
      />
      {product.frequentlyBoughtWith && product.frequentlyBoughtWith.length > 0 ? (
        <section className="pt-14">
          <h2 className="mb-6 text-2xl">{texts.boughtWith}</h2>
          <ProductGrid products={product.frequentlyBoughtWith.filter((other) => other !== null)} place={place} />
        </section>
      ) : null}
    </>
  );
}

function Details({ facets, title }: { facets: Product["facets"]; title: string }) {
  if (facets.length === 0) return null;
  const byLabel = Map.groupBy(facets, ({ facetLabel }) => facetLabel);
  return (
    <section className="mt-6">
      <h2 className="mb-2 text-lg">{title}</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-sm">
        {[...byLabel].map(([facetLabel, values]) => (
          <div key={facetLabel} className="contents">
            <dt className="text-muted">{facetLabel}</dt>
            <dd>{values.map(({ label }) => label).join(", ")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Reviews({ product, place }: { product: Product; place: Place }) {
  const texts = productTexts[place.language];
  const { reviews, rating, slug } = product;
  if (rating.average === null || rating.average === undefined) return null;
  return (
    <section className="pt-14">
      <h2 className="text-2xl">{texts.reviews}</h2>
      <p className="mt-1 text-muted">{ratingText(rating.average, rating.count, place.language)}</p>
      <ReviewList reviews={reviews.nodes} language={place.language} />
      {reviews.pageInfo.hasNextPage ? (
        <p className="mt-6">
          <a href={linkTo(place, `/products/${slug}/reviews`)} className={buttonClass("secondary")}>
            {texts.allReviews(rating.count)}
          </a>
        </p>
      ) : null}
    </section>
  );
}
