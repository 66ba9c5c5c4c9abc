/** Resolvers of Review, and the reviews of a User. */
import type { ReviewConnectionResolvers, ReviewResolvers, UserResolvers } from "../../generated/resolvers.ts";
import { countAllReviews, findVisibleReview, reviewsByPerson } from "../../service/reviews/reviews.ts";
import { mustLoad } from "../../service/storefront/lookup.ts";

export const Review: ReviewResolvers = {
  __resolveReference: ({ id }, context) => findVisibleReview(context, id),
  product: (review, _args, { loaders }) => mustLoad(loaders.productById, review.productId),
  author: ({ authorId }) => (authorId === null ? null : { id: authorId }),
  body: ({ authorId, body }) => (authorId === null ? null : body),
  createdAt: ({ writtenAt }) => writtenAt,
};

export const ReviewConnection: ReviewConnectionResolvers = {
  totalCount: (page, _args, context) => countAllReviews(context, page),
};

export const User: UserResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  reviews: (person, args, context) => reviewsByPerson(context, person, args),
};
