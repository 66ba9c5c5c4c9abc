/** Reviews as rows, one for each product and author, and the statistics of the approved ones. */
import { rowInto, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray, ne, sql } from "drizzle-orm";
import { type RatingRow, type ReviewRow, ratingStats, reviews } from "./review-tables.ts";
import { products } from "./tables.ts";

export const findReviewsByIds = rowsBy(reviews, reviews.id);

/** What this person wrote about this product. */
export async function findReviewOf(db: Reader, productId: string, authorId: string): Promise<ReviewRow | undefined> {
  const [row] = await db
    .select()
    .from(reviews)
    .where(and(eq(reviews.productId, productId), eq(reviews.authorId, authorId)));
  return row;
}

/** Everything that this person wrote, the oldest first. */
export function findAllReviewsBy(db: Reader, authorId: string): Promise<ReviewRow[]> {
  return db
    .select()
    .from(reviews)
    .where(eq(reviews.authorId, authorId))
    .orderBy(asc(reviews.writtenAt), asc(reviews.id));
}

export const insertReview = rowInto(reviews);

type ReviewChange = Partial<Pick<ReviewRow, "rating" | "title" | "body" | "status" | "writtenAt">>;

/** Changes a review and raises its version; undefined, and nothing changed, if it is not at `expectedVersion` any more. */
export async function updateReview(
  tx: Tx,
  id: string,
  expectedVersion: number | undefined,
  change: ReviewChange,
): Promise<ReviewRow | undefined> {
  const isExpected = expectedVersion === undefined ? undefined : eq(reviews.version, expectedVersion);
  const [row] = await tx
    .update(reviews)
    .set({ ...change, version: sql`${reviews.version} + 1` })
    .where(and(eq(reviews.id, id), isExpected))
    .returning();
  return row;
}

/** Says beside what this person wrote about these products that they have bought them. */
export async function verifyReviews(tx: Tx, authorId: string, productIds: readonly string[]): Promise<void> {
  await tx
    .update(reviews)
    .set({ verifiedPurchase: true })
    .where(and(eq(reviews.authorId, authorId), inArray(reviews.productId, [...productIds])));
}

/** Of what somebody wrote, the stars of what was shown stay, without author and words, which may name them; what nobody was shown goes. */
export async function forgetAuthor(tx: Tx, authorId: string): Promise<void> {
  await tx.delete(reviews).where(and(eq(reviews.authorId, authorId), ne(reviews.status, "APPROVED")));
  await tx
    .update(reviews)
    .set({ authorId: null, title: null, body: "", version: sql`${reviews.version} + 1` })
    .where(eq(reviews.authorId, authorId));
}

export const findRatings = rowsBy(ratingStats, ratingStats.productId);

/** Adds so many reviews and stars to a product's statistics, and gives what they are then. */
export async function addToRating(
  tx: Tx,
  productId: string,
  { count, sum }: Pick<RatingRow, "count" | "sum">,
): Promise<RatingRow> {
  await tx.insert(ratingStats).values({ productId, count: 0, sum: 0 }).onConflictDoNothing();
  const [row] = await tx
    .update(ratingStats)
    .set({ count: sql`${ratingStats.count} + ${count}`, sum: sql`${ratingStats.sum} + ${sum}` })
    .where(eq(ratingStats.productId, productId))
    .returning();
  if (!row) throw new Error(`${productId} has no rating after it was given one`);
  return row;
}

/** Where a product stands when lists are sorted by rating. */
export async function rankByRating(tx: Tx, productId: string, ratingRank: number): Promise<void> {
  await tx.update(products).set({ ratingRank }).where(eq(products.id, productId));
}
