/** The product page: pictures, price, options, description, reviews, and what is bought with it. */
import { buttonClass } from "@hansa/front/elements";
import { Island } from "@hansa/front/islands";
import type { StorefrontProductQuery } from "../../generated/graphql.ts";
import { graphql } from "../../generated/index.ts";
import { sharedPicture } from "../../shop/elements/picture.tsx";
import { ProductGrid } from "../../shop/elements/product-card.tsx";
import { Stars } from "../../shop/elements/stars.tsx";
import { breadcrumb, StructuredData } from "../../shop/elements/structured-data.tsx";
import { excerpt, textOf } from "../../shop/excerpt.ts";
import { linkTo, type Place } from "../../shop/links.ts";
import { withoutMain } from "../../shop/main-part.ts";
import type { Page, PageRequest } from "../page.ts";
import { Details } from "./elements/details.tsx";
import { Gallery } from "./elements/gallery.tsx";
import { ReviewList, ratingText } from "./elements/review-list.tsx";
import { Safety } from "./elements/safety.tsx";
import { picturesOf, shownVariant } from "./elements/shown-variant.ts";
import { BuyBox } from "./islands/buy-box.tsx";
import { describeProduct } from "./product-data.ts";
import { promisesOf } from "./promises.ts";
import { productPageTexts, productTexts } from "./texts.ts";
import { variantPath } from "./variant-path.ts";

const ProductDocument = graphql(`
  query StorefrontProduct(
    $slug: String!
    $currency: CurrencyCode
    $country: CountryCode!
    $knowsCountry: Boolean!
  ) {
    product(slug: $slug) {
      id
      slug
      title
      descriptionHtml
      status
      media(first: 100) { id url ...Picture }
      collections { slug title }
      facets { facet facetLabel label }
      options { name values swatches { value color } }
      variants(first: 250) {
        nodes {
          id
          title
          sku
          stockStatus
          weightGrams
          image { id }
          options { name value }
          price(currency: $currency) { decimal currency }
          compareAtPrice(currency: $currency) { decimal currency }
          lowestPriorPrice(currency: $currency) { decimal currency }
          content { amount unit }
          unitPrice(currency: $currency) { decimal currency }
        }
      }
      offered: variants(first: 1) @include(if: $knowsCountry) {
        nodes {
          weightGrams
          shippingEstimates(country: $country, currency: $currency) { price { decimal currency } etaDaysMin etaDaysMax }
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

/** A country must be one, also where it is not asked about. */
const anyCountry = "DE";

/** The parts that the page can do without come from orders: they are missing while it is away. */
export const productPage: Page = {
  name: "product",
  parameters: ["variant"],
  showsPartByParameters: true,
  load: async ({ ask, params, search, currency, facts, place, absolute }) => {
    const { slug = "" } = params;
    const sku = search.get("variant");
    const knowsCountry = facts.country !== null;
    const response = await ask(ProductDocument, { slug, currency, country: facts.country ?? anyCountry, knowsCountry });
    const product = response.data?.product;
    if (!product) return withoutMain(response, "product");
    if (product.slug !== slug) return { kind: "moved", to: linkTo(place, variantPath(product, sku)) };
    const named = product.variants.nodes.find((each) => each.sku === sku);
    const pictures = picturesOf(product, named);
    return {
      kind: "found",
      title: product.title,
      description: excerpt(textOf(product.descriptionHtml)),
      picture: sharedPicture(pictures[0]),
      address: variantPath(product, null),
      isPartial: response.errors.length > 0,
      isKept: true,
      main: (
        <ProductMain {...{ product, pictures, shown: named ?? usualOf(product), place, currency, facts, absolute }} />
      ),
    };
  },
};

type ShownVariant = Product["variants"]["nodes"][number] | undefined;

/** The variant of an address that names none: the first one that can be bought. */
function usualOf({ variants: { nodes } }: Product): ShownVariant {
  return nodes.find(({ stockStatus, price }) => stockStatus !== "OUT_OF_STOCK" && price) ?? nodes[0];
}

type ProductMainProps = Pick<PageRequest, "place" | "currency" | "facts" | "absolute"> & {
  product: Product;
  pictures: Product["media"];
  shown: ShownVariant;
};

function ProductMain({ product, pictures, shown, place, currency, facts, absolute }: ProductMainProps) {
  const { language, catalogueLang } = place;
  const texts = productPageTexts[language];
  const [collection] = product.collections;
  const [usual] = product.media;
  const variants = product.variants.nodes.map((variant) => shownVariant(variant, { pictures, usual }, language));
  const { average, count } = product.rating;
  return (
    <>
      {collection ? (
        <p className="py-2 text-sm">
          <a
            href={linkTo(place, `/collections/${collection.slug}`)}
            lang={catalogueLang}
            className="text-muted underline-offset-4 wrap-anywhere hover:underline"
          >
            {collection.title}
          </a>
        </p>
      ) : null}
      <div className="grid gap-8 md:grid-cols-2 lg:gap-14">
        <Gallery
          pictures={pictures}
          texts={{ pictures: productTexts[language].pictures, picture: texts.picture }}
          lang={catalogueLang}
        />
        <div className="min-w-0">
          <h1 lang={catalogueLang} className="text-3xl wrap-anywhere sm:text-4xl">
            {product.title}
          </h1>
          {average === null || average === undefined ? null : (
            <p className="mt-2">
              <a
                href="#reviews"
                className="inline-flex min-h-11 flex-wrap items-center gap-x-2 underline-offset-4 hover:underline"
              >
                <Stars average={average} /> {ratingText(average, count, language)}
              </a>
            </p>
          )}
          {product.status === "ARCHIVED" ? (
            <p className="my-6">{texts.notOrderable}</p>
          ) : (
            <Island
              name="buy-box"
              of={BuyBox}
              props={{
                language,
                slug: product.slug,
                catalogueLang,
                title: product.title,
                variants,
                shownId: shown?.id ?? null,
                promises: promisesOf(product, facts, language),
                options: product.options.map(({ name, values, swatches }) => ({
                  name,
                  values: [...values],
                  colours: Object.fromEntries(swatches.map(({ value, color }) => [value, color])),
                })),
                currency: currency ?? variants.find((variant) => variant.currency !== null)?.currency ?? null,
                country: facts.country,
                taxIncluded: facts.pricesIncludeTax,
                cartHref: linkTo(place, "/cart"),
                chosenCurrency: place.currency,
              }}
            />
          )}
          {/* The shop cleans the HTML of descriptions when it stores them. */}
          <div
            lang={catalogueLang}
            className="description mt-8 border-t border-line pt-6 wrap-anywhere"
            dangerouslySetInnerHTML={{ __html: product.descriptionHtml }}
          />
          <Details facets={product.facets} title={texts.details} lang={catalogueLang} />
          <Safety safety={product.safety} language={language} lang={catalogueLang} />
        </div>
      </div>
      <Reviews product={product} place={place} />
      <StructuredData nodes={dataOf({ product, place, facts, absolute })} />
      {product.frequentlyBoughtWith && product.frequentlyBoughtWith.length > 0 ? (
        <section className="pt-14">
          <h2 className="mb-6 text-2xl">{texts.boughtWith}</h2>
          <ProductGrid products={product.frequentlyBoughtWith.filter((other) => other !== null)} place={place} />
        </section>
      ) : null}
    </>
  );
}

/** The product and the way to it, for search engines: in the usual language and currency of the address. */
function dataOf({ product, place, facts, absolute }: Omit<ProductMainProps, "currency" | "pictures" | "shown">) {
  const urlOf = (path: string) => absolute(linkTo({ ...place, currency: null }, path));
  const [collection] = product.collections;
  const step = collection && {
    name: collection.title,
    url: urlOf(`/collections/${encodeURIComponent(collection.slug)}`),
  };
  const url = urlOf(variantPath(product, null));
  const urlOfVariant = (sku: string) => urlOf(variantPath(product, sku));
  const description = textOf(product.descriptionHtml);
  return [
    ...describeProduct({ product, description, url, urlOfVariant, absolute, country: facts.country }),
    breadcrumb([...(step ? [step] : []), { name: product.title, url }]),
  ];
}

function Reviews({ product, place }: { product: Product; place: Place }) {
  const texts = productPageTexts[place.language];
  const { reviews, rating, slug } = product;
  if (rating.average === null || rating.average === undefined) return null;
  return (
    <section id="reviews" className="scroll-mt-4 pt-14">
      <h2 className="text-2xl">{texts.reviews}</h2>
      <p className="mt-1 text-muted">
        <Stars average={rating.average} /> {ratingText(rating.average, rating.count, place.language)}
      </p>
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
