/** Lists of reviews, newest first: all for moderators, and pages for many products or authors at once. */
import { beyondCursor, type Keyset, limitOfPage, newestFirst, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import { alias } from "@hansa/kit/store/columns";
import type { Reader } from "@hansa/kit/store/store";
import { and, asc, count, eq, inArray, lte, sql } from "drizzle-orm";
import { products } from "../catalogue/tables.ts";
import { pageIn } from "../cursors.ts";
import { type ReviewRow, reviews } from "./tables.ts";

export type ReviewListFilter = {
  status?: ReviewRow["status"] | null | undefined;
  productId?: string | null | undefined;
};

/** The name of these lists in cursors: a position is valid in all of them. */
export const reviewList = "reviews";
const byTime: Keyset = newestFirst(reviews.writtenAt, reviews.id);

/** Returns a page of all reviews, with one extra row. */
export function findReviews(db: Reader, filter: ReviewListFilter, page: Page): Promise<ReviewRow[]> {
  return db
    .select()
    .from(reviews)
    .where(and(matching(filter), beyondCursor(byTime, pageIn(reviewList, page))))
    .orderBy(...orderOfPage(byTime, page))
    .limit(limitOfPage(page));
}

export function countReviews(db: Reader, filter: ReviewListFilter): Promise<number> {
  return db.$count(reviews, matching(filter));
}

/** A review in the list of its product or author. */
type OwnedReview = { ownerId: string; review: ReviewRow };

/** Returns a page of approved reviews per product, with one extra row. Only the rows of the page are read from the index. */
export function findReviewsOfProducts(db: Reader, productIds: readonly string[], page: Page): Promise<OwnedReview[]> {
  const own = alias(reviews, "own");
  const ownByTime = newestFirst(own.writtenAt, own.id);
  const cut = db
    .select({ id: own.id })
    .from(own)
    .where(
      and(
        eq(own.productId, products.id),
        eq(own.status, "APPROVED"),
        beyondCursor(ownByTime, pageIn(reviewList, page)),
      ),
    )
    .orderBy(...orderOfPage(ownByTime, page))
    .limit(limitOfPage(page));
  return db
    .select({ ownerId: products.id, review: reviews })
    .from(products)
    .innerJoin(reviews, inArray(reviews.id, cut))
    .where(inArray(products.id, [...productIds]))
    .orderBy(asc(products.id), ...orderOfPage(byTime, page));
}

/**
 * Returns a page of the reviews of each author, with `everyStatus` or only approved ones, with one extra row each. The reviews are numbered
 * per author, so that one statement returns all pages.
 */
export async function findReviewsByAuthors(
  db: Reader,
  authorIds: readonly string[],
  { everyStatus, page }: { everyStatus: boolean; page: Page },
): Promise<OwnedReview[]> {
  const numbered = db
    .select({
      id: reviews.id,
      ownerId: sql<string>`${reviews.authorId}`.as("owner_id"),
      place:
        sql<number>`row_number() OVER (PARTITION BY ${reviews.authorId} ORDER BY ${sql.join(orderOfPage(byTime, page), sql`, `)})`.as(
          "place",
        ),
    })
    .from(reviews)
    .where(and(writtenBy(authorIds, everyStatus), beyondCursor(byTime, pageIn(reviewList, page))))
    .as("numbered");
  return db
    .select({ ownerId: numbered.ownerId, review: reviews })
    .from(numbered)
    .innerJoin(reviews, eq(reviews.id, numbered.id))
    .where(lte(numbered.place, limitOfPage(page)))
    .orderBy(asc(numbered.ownerId), asc(numbered.place));
}

/** The number of reviews of each author; authors without reviews are left out. */
export function countReviewsByAuthors(
  db: Reader,
  authorIds: readonly string[],
  everyStatus: boolean,
): Promise<{ ownerId: string; count: number }[]> {
  return db
    .select({ ownerId: sql<string>`${reviews.authorId}`, count: count() })
    .from(reviews)
    .where(writtenBy(authorIds, everyStatus))
    .groupBy(reviews.authorId);
}

function writtenBy(authorIds: readonly string[], everyStatus: boolean) {
  return and(inArray(reviews.authorId, [...authorIds]), everyStatus ? undefined : eq(reviews.status, "APPROVED"));
}

function matching({ status, productId }: ReviewListFilter) {
  return and(status ? eq(reviews.status, status) : undefined, productId ? eq(reviews.productId, productId) : undefined);
}
