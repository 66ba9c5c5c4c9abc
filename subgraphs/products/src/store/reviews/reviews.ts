/** Review rows, one per product and author, and the rating statistics of approved ones. */
import { given, isAmong, listOf, type Reader, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, ne, sql } from "drizzle-orm";
import { products } from "../catalogue/tables.ts";
import { type RatingRow, type ReviewRow, ratingStats, reviews } from "./tables.ts";

export const findReviewsByIds = rowsBy(reviews, reviews.id);

/** Returns the review of a product by this author. */
export async function findReviewByAuthor(
  db: Reader,
  productId: string,
  authorId: string,
): Promise<ReviewRow | undefined> {
  const [row] = await reviewByAuthor(db, productId, authorId);
  return row;
}

const reviewByAuthor = statement([reviews.productId, reviews.authorId], (db: Reader, productId, authorId) =>
  db
    .select()
    .from(reviews)
    .where(and(eq(reviews.productId, productId), eq(reviews.authorId, authorId))),
);

/** Returns all reviews of the author, oldest first. */
export const findAllReviewsByAuthor = statement([reviews.authorId], (db: Reader, authorId) =>
  db.select().from(reviews).where(eq(reviews.authorId, authorId)).orderBy(asc(reviews.writtenAt), asc(reviews.id)),
);

export const insertReview = rowInto(reviews);

type ReviewChange = Partial<Pick<ReviewRow, "rating" | "title" | "body" | "status" | "writtenAt">>;

/** Updates a review and increments its version; undefined, without a change, if it is not at `expectedVersion`. */
export async function updateReview(
  tx: Tx,
  id: string,
  expectedVersion: number | undefined,
  change: ReviewChange,
): Promise<ReviewRow | undefined> {
  const [row] = await changeReview(tx, id, { version: expectedVersion }, change);
  return row;
}

const changeReview = statement(
  [reviews.id, given({ version: reviews.version }), given(getTableColumns(reviews))],
  (tx: Tx, id, { version }, change) =>
    tx
      .update(reviews)
      .set({ ...change, version: sql`${reviews.version} + 1` })
      .where(and(eq(reviews.id, id), version && eq(reviews.version, version)))
      .returning(),
);

/** Marks the reviews of these products by the author as verified purchases. */
export const markReviewsVerified = statement(
  [reviews.authorId, listOf(reviews.productId)],
  (tx: Tx, authorId, productIds) =>
    tx
      .update(reviews)
      .set({ verifiedPurchase: true })
      .where(and(eq(reviews.authorId, authorId), isAmong(reviews.productId, productIds))),
);

/** Deletes reviews that were not approved, and removes author and text of approved ones. Their ratings stay. */
export async function anonymizeReviews(tx: Tx, authorId: string): Promise<void> {
  await tx.delete(reviews).where(and(eq(reviews.authorId, authorId), ne(reviews.status, "APPROVED")));
  await tx
    .update(reviews)
    .set({ authorId: null, title: null, body: "", version: sql`${reviews.version} + 1` })
    .where(eq(reviews.authorId, authorId));
}

export const findRatings = rowsBy(ratingStats, ratingStats.productId);

/** Adds a number of reviews and their ratings to the statistics of a product, and returns them. */
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
  if (!row) throw new Error(`ratings: statistics of ${productId} not found after insert`);
  return row;
}

/** Sets the sort key of a product for lists by rating. */
export async function updateRatingRank(tx: Tx, productId: string, ratingRank: number): Promise<void> {
  await tx.update(products).set({ ratingRank }).where(eq(products.id, productId));
}
