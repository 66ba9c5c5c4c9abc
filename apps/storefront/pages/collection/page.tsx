/** The page of a collection: its products, with filters, sorting and pages. */
import { graphql } from "../../generated/index.ts";
import { sharedPicture } from "../../shop/elements/picture.tsx";
import { ProductList } from "../../shop/elements/product-list.tsx";
import { breadcrumb, StructuredData } from "../../shop/elements/structured-data.tsx";
import { excerpt, textOf } from "../../shop/excerpt.ts";
import { linkTo, type Place } from "../../shop/links.ts";
import { firstPageOf } from "../../shop/lists/first-page.ts";
import { addressOf, titleOf } from "../../shop/lists/further-page.ts";
import { filterOf, hasChoices, listParameters, readListing } from "../../shop/lists/listing.ts";
import { listTexts } from "../../shop/lists/texts.ts";
import { withoutMain } from "../../shop/main-part.ts";
import type { Page, PageRequest } from "../page.ts";

const CollectionDocument = graphql(`
  query StorefrontCollection(
    $slug: String!
    $currency: CurrencyCode
    $after: String
    $filter: ProductFilter
    $sort: ProductSort
  ) {
    collection(slug: $slug) {
      slug
      title
      descriptionHtml
      image { ...Picture }
      parent { slug title }
      children(first: 100) { slug title }
      products(first: 24, after: $after, filter: $filter, sort: $sort) {
        totalCount
        nodes { ...ProductCard }
        facets { ...FacetCounts }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const parentLink = "text-muted wrap-anywhere hover:underline";

export const collectionPage: Page = {
  name: "collection",
  parameters: listParameters,
  load: async ({ ask, params, search, currency, language, place, facts, absolute }) => {
    const { slug = "" } = params;
    const listing = readListing(search);
    const { after } = listing;
    const filter = filterOf(listing, currency);
    const variables = { slug, currency, after, filter, sort: listing.sort ?? ("FEATURED" as const) };
    const response = await ask(CollectionDocument, variables);
    const collection = response.data?.collection;
    if (!collection) return firstPageOf(place, listing, response) ?? withoutMain(response, "collection");
    if (collection.slug !== slug) return { kind: "moved", to: linkTo(place, `/collections/${collection.slug}`) };
    const { products, parent, children, title, descriptionHtml, image } = collection;
    const texts = listTexts[language];
    const total = products.totalCount ?? null;
    const path = `/collections/${encodeURIComponent(slug)}`;
    // A filtered or sorted list has the same products: search engines keep the list.
    const shownAfter = hasChoices(listing) ? null : after;
    const trail = [...(parent ? [parent] : []), collection];
    return {
      kind: "found",
      title: titleOf(title, shownAfter, language),
      description: excerpt(textOf(descriptionHtml ?? "")) || texts.about(title, facts.name ?? ""),
      picture: sharedPicture(image),
      address: addressOf(path, shownAfter),
      isPartial: response.errors.length > 0,
      isKept: search.size === 0,
      main: (
        <>
          {parent ? (
            <p className="py-2 text-sm">
              <a href={linkTo(place, `/collections/${parent.slug}`)} lang={place.catalogueLang} className={parentLink}>
                {parent.title}
              </a>
            </p>
          ) : null}
          <h1 lang={place.catalogueLang} className="pt-4 text-4xl wrap-anywhere">
            {title}
          </h1>
          {total === null ? null : <p className="mt-1 text-muted">{texts.count(total)}</p>}
          {/* The shop cleans the HTML of descriptions when it stores them. */}
          {descriptionHtml ? (
            <div
              lang={place.catalogueLang}
              className="description mt-3 max-w-2xl wrap-anywhere"
              dangerouslySetInnerHTML={{ __html: descriptionHtml }}
            />
          ) : null}
          {children.length > 0 ? (
            <ul className="-mx-1 mt-3 flex gap-2 overflow-x-auto p-1 md:flex-wrap">
              {children.map((child) => (
                <li key={child.slug}>
                  <a
                    href={linkTo(place, `/collections/${child.slug}`)}
                    lang={place.catalogueLang}
                    className="inline-flex min-h-11 items-center rounded-full border border-line px-4 text-sm whitespace-nowrap hover:border-text md:whitespace-normal md:wrap-anywhere"
                  >
                    {child.title}
                  </a>
                </li>
              ))}
            </ul>
          ) : null}
          <StructuredData nodes={[breadcrumb(trail.map((each) => stepOf(each, place, absolute)))]} />
          <ProductList
            path={path}
            source={{ collection: slug }}
            place={place}
            currency={currency}
            search={search}
            listing={listing}
            empty={texts.nothingHere}
            list={{
              products: products.nodes,
              total,
              facets: products.facets ?? [],
              next: products.pageInfo.hasNextPage ? (products.pageInfo.endCursor ?? null) : null,
            }}
          />
        </>
      ),
    };
  },
};

type Step = { slug: string; title: string };

function stepOf({ slug, title }: Step, place: Place, absolute: PageRequest["absolute"]) {
  return {
    name: title,
    url: absolute(linkTo({ ...place, currency: null }, `/collections/${encodeURIComponent(slug)}`)),
  };
}
