/** Ratings: average and count of the approved reviews of a product, updated with each review. */
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { Rating } from "../../generated/resolvers.ts";
import type { ProductRow } from "../../store/catalogue/tables.ts";
import { addToRating, updateRatingRank } from "../../store/reviews/reviews.ts";
import type { RatingRow, ReviewRow } from "../../store/reviews/tables.ts";

/** Averages have a precision of a hundredth of a star. */
const perStar = 100;
/** The number of reviews that decides between equal averages, at most. */
const maxDecisiveReviews = 1_000_000;

/** The rating of a product. Its rank contains both figures, unless it has more reviews than a rank counts. */
export async function ratingOf({ loaders }: Context, { id, ratingRank }: ProductRow): Promise<Rating> {
  const ranked = ratingRank % maxDecisiveReviews;
  if (ranked === 0) return { average: null, count: 0 };
  const count = ranked < maxDecisiveReviews - 1 ? ranked : (await loaders.ratingByProduct.load(id))?.count;
  return { average: Math.floor(ratingRank / maxDecisiveReviews) / perStar, count: count ?? ranked };
}

/** Updates the statistics of the product from the old state of a review (undefined: none) to the new one. */
export async function updateRating(tx: Tx, before: ReviewRow | undefined, after: ReviewRow): Promise<void> {
  const was = shareOf(before);
  const is = shareOf(after);
  if (was.count === is.count && was.sum === is.sum) return;
  const stats = await addToRating(tx, after.productId, { count: is.count - was.count, sum: is.sum - was.sum });
  await updateRatingRank(tx, after.productId, rankOf(stats));
}

/** The lowest rank of products with at least this average; undefined: no limit. */
export function rankOfAverage(average: number): number | undefined {
  return average > 0 ? Math.round(average * perStar) * maxDecisiveReviews : undefined;
}

/** Ranks by average, then by number of reviews; 0 without reviews. */
function rankOf(stats: RatingRow): number {
  return stats.count === 0 ? 0 : hundredths(stats) * maxDecisiveReviews + Math.min(stats.count, maxDecisiveReviews - 1);
}

function hundredths({ count, sum }: RatingRow): number {
  return Math.round((sum * perStar) / count);
}

/** The contribution of a review: only approved reviews count. */
function shareOf(review: ReviewRow | undefined): { count: number; sum: number } {
  return review?.status === "APPROVED" ? { count: 1, sum: review.rating } : { count: 0, sum: 0 };
}
