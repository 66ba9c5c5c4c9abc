/** All reviews of a product, in pages: its own page shows the newest. */
import { graphql } from "../../generated/index.ts";
import { PageLinks } from "../../shop/elements/page-links.tsx";
import { linkTo } from "../../shop/links.ts";
import { firstPageOf } from "../../shop/lists/first-page.ts";
import { addressOf, titleOf } from "../../shop/lists/further-page.ts";
import { withoutMain } from "../../shop/main-part.ts";
import type { Page } from "../page.ts";
import { ReviewList, ratingText } from "./elements/review-list.tsx";
import { productPageTexts } from "./texts.ts";

const ReviewsDocument = graphql(`
  query StorefrontReviews($slug: String!, $after: String) {
    product(slug: $slug) {
      slug
      title
      rating { average count }
      reviews(first: 24, after: $after) { nodes { ...ReviewItem } pageInfo { hasNextPage endCursor } }
    }
  }
`);

export const reviewsPage: Page = {
  name: "reviews",
  parameters: ["after"],
  load: async ({ ask, params, search, language, place }) => {
    const { slug = "" } = params;
    const after = search.get("after");
    const response = await ask(ReviewsDocument, { slug, after });
    const product = response.data?.product;
    if (!product) return firstPageOf(place, { after }, response) ?? withoutMain(response, "product");
    const path = `/products/${encodeURIComponent(product.slug)}/reviews`;
    if (product.slug !== slug) return { kind: "moved", to: linkTo(place, path) };
    const texts = productPageTexts[language];
    const { rating, reviews, title } = product;
    const { average, count } = rating;
    const rated = average === null || average === undefined ? null : ratingText(average, count, language);
    const { hasNextPage, endCursor } = reviews.pageInfo;
    return {
      kind: "found",
      title: titleOf(texts.reviewsOf(title), after, language),
      description: rated ?? texts.reviewsOf(title),
      address: addressOf(path, after),
      isPartial: response.errors.length > 0,
      main: (
        <>
          <p className="py-2 text-sm">
            <a
              href={linkTo(place, `/products/${product.slug}`)}
              lang={place.catalogueLang}
              className="text-muted underline-offset-4 wrap-anywhere hover:underline"
            >
              {title}
            </a>
          </p>
          <h1 className="pt-4 text-4xl wrap-anywhere">{texts.reviewsOf(title)}</h1>
          {rated === null ? null : <p className="mt-1 text-muted">{rated}</p>}
          <h2 className="sr-only">{texts.reviews}</h2>
          <ReviewList reviews={reviews.nodes} language={language} />
          <PageLinks path={path} place={place} search={search} next={hasNextPage ? (endCursor ?? null) : null} />
        </>
      ),
    };
  },
};
