/** Ratings: what the approved reviews of a product come to, moved by each review as it changes. */
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { Rating } from "../../generated/resolvers.ts";
import type { RatingRow, ReviewRow } from "../../store/review-tables.ts";
import { addToRating, rankByRating } from "../../store/reviews.ts";
import type { ProductRow } from "../../store/tables.ts";

/** Hundredths of a star, which is as exact as averages are shown and compared. */
const perStar = 100;
/** More reviews than this do not decide between equal averages. */
const mostThatDecide = 1_000_000;

export async function ratingOf({ loaders }: Context, { id }: ProductRow): Promise<Rating> {
  const stats = await loaders.ratingByProduct.load(id);
  if (!stats || stats.count === 0) return { average: null, count: 0 };
  return { average: hundredths(stats) / perStar, count: stats.count };
}

/** Brings the product's statistics from how a review was (undefined: not there) to how it is. */
export async function moveRating(tx: Tx, before: ReviewRow | undefined, after: ReviewRow): Promise<void> {
  const was = shareOf(before);
  const is = shareOf(after);
  if (was.count === is.count && was.sum === is.sum) return;
  const stats = await addToRating(tx, after.productId, { count: is.count - was.count, sum: is.sum - was.sum });
  await rankByRating(tx, after.productId, rankOf(stats));
}

/** The smallest rank of a product whose average is at least this; undefined: of every product. */
export function rankOfAverage(average: number): number | undefined {
  return average > 0 ? Math.round(average * perStar) * mostThatDecide : undefined;
}

/** First by the average, then by the number of reviews; 0 without any. */
function rankOf(stats: RatingRow): number {
  return stats.count === 0 ? 0 : hundredths(stats) * mostThatDecide + Math.min(stats.count, mostThatDecide - 1);
}

function hundredths({ count, sum }: RatingRow): number {
  return Math.round((sum * perStar) / count);
}

/** What one review adds: only what is approved counts. */
function shareOf(review: ReviewRow | undefined): { count: number; sum: number } {
  return review?.status === "APPROVED" ? { count: 1, sum: review.rating } : { count: 0, sum: 0 };
}
