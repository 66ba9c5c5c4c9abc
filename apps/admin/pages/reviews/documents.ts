/** Documents of the list of reviews: one for each service, and the decision. */
import { graphql } from "../../generated/index.ts";

export const ReviewsDocument = graphql(`
  query OfficeReviews($first: Int, $after: String, $last: Int, $before: String, $filter: ReviewFilter, $sort: TimeSort) {
    reviews(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
      nodes {
        id
        version
        status
        rating
        title
        body
        verifiedPurchase
        createdAt
        product { id title media(first: 1) { url(width: 320) } }
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

/** The count of what is shown, and that of the tab that waits. */
export const ReviewCountsDocument = graphql(`
  query OfficeReviewCounts($filter: ReviewFilter) {
    shown: reviews(first: 1, filter: $filter) { totalCount }
    pending: reviews(first: 1, filter: { status: PENDING }) { totalCount }
  }
`);

/** The names of authors, which accounts have. */
export const ReviewAuthorsDocument = graphql(`
  query OfficeReviewAuthors($first: Int, $after: String, $last: Int, $before: String, $filter: ReviewFilter, $sort: TimeSort) {
    reviews(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
      nodes { id author { id displayName } }
    }
  }
`);

export const ReviewModerateDocument = graphql(`
  mutation OfficeReviewModerate($input: ReviewModerateInput!) {
    reviewModerate(input: $input) { __typename ... on UserError { message } }
  }
`);
