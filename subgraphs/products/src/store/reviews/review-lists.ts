/** Lists of reviews, newest first: all for moderators, and pages for many products or authors at once. */
import {
  equals,
  type FilterValues,
  filteredList,
  type Keyset,
  newestFirst,
  type Page,
  pageStatement,
} from "@hansa/kit/graphql";
import { alias, choice, isAmong, listOf, type Reader, statement } from "@hansa/kit/store";
import { and, asc, count, eq, inArray, lte, type SQL, sql } from "drizzle-orm";
import { products } from "../catalogue/tables.ts";
import { pageIn } from "../cursors.ts";
import { type ReviewRow, reviews } from "./tables.ts";

const filters = { status: equals(reviews.status), productId: equals(reviews.productId) };

export type ReviewListFilter = FilterValues<typeof filters>;

/** The name of these lists in cursors: a position is valid in all of them. */
export const reviewList = "reviews";
const byTime: Keyset = newestFirst(reviews.writtenAt, reviews.id);

const allReviews = filteredList(reviews, byTime, filters);
export const countReviews = allReviews.count;

/** Returns a page of all reviews, with one extra row. */
export function findReviews(db: Reader, filter: ReviewListFilter, page: Page): Promise<ReviewRow[]> {
  return allReviews.findPage(db, filter, pageIn(reviewList, page));
}

/** A review in the list of its product or author. */
type OwnedReview = { ownerId: string; review: ReviewRow };

/** Returns a page of approved reviews per product, with one extra row. Only the rows of the page are read from the index. */
export function findReviewsOfProducts(db: Reader, productIds: readonly string[], page: Page): Promise<OwnedReview[]> {
  return reviewsOfProducts(db, pageIn(reviewList, page), productIds);
}

const reviewsOfProducts = pageStatement(byTime, [listOf(products.id)], (db, paging, productIds) => {
  const own = alias(reviews, "own");
  const ownByTime = newestFirst(own.writtenAt, own.id);
  const cut = db
    .select({ id: own.id })
    .from(own)
    .where(and(eq(own.productId, products.id), eq(own.status, "APPROVED"), paging.beyondCursor(ownByTime)))
    .orderBy(...paging.orderBy(ownByTime))
    .limit(paging.limit);
  return db
    .select({ ownerId: products.id, review: reviews })
    .from(products)
    .innerJoin(reviews, inArray(reviews.id, cut))
    .where(isAmong(products.id, productIds))
    .orderBy(asc(products.id), ...paging.orderBy(byTime));
});

/**
 * Returns a page of the reviews of each author, with `everyStatus` or only approved ones, with one extra row each. The reviews are numbered
 * per author, so that one statement returns all pages.
 */
export function findReviewsByAuthors(
  db: Reader,
  authorIds: readonly string[],
  { everyStatus, page }: { everyStatus: boolean; page: Page },
): Promise<OwnedReview[]> {
  return reviewsByAuthors(db, pageIn(reviewList, page), authorIds, everyStatus);
}

const reviewsByAuthors = pageStatement(
  byTime,
  [listOf(reviews.authorId), choice<boolean>()],
  (db, paging, authorIds, everyStatus) => {
    const order = sql.join(paging.orderBy(byTime), sql`, `);
    const numbered = db
      .select({
        id: reviews.id,
        ownerId: sql<string>`${reviews.authorId}`.as("owner_id"),
        place: sql<number>`row_number() OVER (PARTITION BY ${reviews.authorId} ORDER BY ${order})`.as("place"),
      })
      .from(reviews)
      .where(and(writtenBy(authorIds, everyStatus), paging.beyondCursor(byTime)))
      .as("numbered");
    return db
      .select({ ownerId: numbered.ownerId, review: reviews })
      .from(numbered)
      .innerJoin(reviews, eq(reviews.id, numbered.id))
      .where(lte(numbered.place, paging.limit))
      .orderBy(asc(numbered.ownerId), asc(numbered.place));
  },
);

/** The number of reviews of each author; authors without reviews are left out. */
export const countReviewsByAuthors = statement(
  [listOf(reviews.authorId), choice<boolean>()],
  (db: Reader, authorIds, everyStatus) =>
    db
      .select({ ownerId: sql<string>`${reviews.authorId}`, count: count() })
      .from(reviews)
      .where(writtenBy(authorIds, everyStatus))
      .groupBy(reviews.authorId),
);

function writtenBy(authorIds: SQL, everyStatus: boolean) {
  return and(isAmong(reviews.authorId, authorIds), everyStatus ? undefined : eq(reviews.status, "APPROVED"));
}
