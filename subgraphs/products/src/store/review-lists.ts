/** Lists of reviews, the newest first: all of them for moderators, and a page of many products' or many people's at once. */
import type { Page } from "@hansa/kit/pages";
import type { Reader } from "@hansa/kit/store";
import { and, asc, count, desc, eq, inArray, lt, lte, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { placeIn } from "./places.ts";
import { type ReviewRow, reviews } from "./review-tables.ts";
import { products } from "./tables.ts";

export type ReviewListFilter = {
  status?: ReviewRow["status"] | null | undefined;
  productId?: string | null | undefined;
};

/** The name of these lists in cursors: a place is the same in all of them. */
export const reviewList = "reviews";

/** A page of all reviews; one more than asked for. */
export function findReviews(db: Reader, filter: ReviewListFilter, page: Page): Promise<ReviewRow[]> {
  return db
    .select()
    .from(reviews)
    .where(and(matching(filter), isOlder(page)))
    .orderBy(desc(reviews.writtenAt), desc(reviews.id))
    .limit(page.first + 1);
}

export function countReviews(db: Reader, filter: ReviewListFilter): Promise<number> {
  return db.$count(reviews, matching(filter));
}

/** A review in the list of its product or author. */
type OwnedReview = { ownerId: string; review: ReviewRow };

/** A page of each product's approved reviews; one more than asked for. Each page is cut from the index: however many reviews there are, no others are read. */
export function findReviewsOfProducts(db: Reader, productIds: readonly string[], page: Page): Promise<OwnedReview[]> {
  const own = alias(reviews, "own");
  const place = placeIn(reviewList, page);
  const cut = db
    .select({ id: own.id })
    .from(own)
    .where(
      and(
        eq(own.productId, products.id),
        eq(own.status, "APPROVED"),
        place && sql`(${own.writtenAt}, ${own.id}) < (${place.rank}, ${place.id})`,
      ),
    )
    .orderBy(desc(own.writtenAt), desc(own.id))
    .limit(page.first + 1);
  return db
    .select({ ownerId: products.id, review: reviews })
    .from(products)
    .innerJoin(reviews, inArray(reviews.id, cut))
    .where(inArray(products.id, [...productIds]))
    .orderBy(asc(products.id), desc(reviews.writtenAt), desc(reviews.id));
}

/**
 * A page of what each of these people wrote, with `everyStatus` or as others see it; one more than asked for. The reviews of each are
 * numbered, so that one statement cuts the page of every one.
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
        sql<number>`row_number() OVER (PARTITION BY ${reviews.authorId} ORDER BY ${reviews.writtenAt} DESC, ${reviews.id} DESC)`.as(
          "place",
        ),
    })
    .from(reviews)
    .where(and(writtenBy(authorIds, everyStatus), isOlder(page)))
    .as("numbered");
  return db
    .select({ ownerId: numbered.ownerId, review: reviews })
    .from(numbered)
    .innerJoin(reviews, eq(reviews.id, numbered.id))
    .where(lte(numbered.place, page.first + 1))
    .orderBy(asc(numbered.ownerId), asc(numbered.place));
}

/** How many reviews each of these people wrote; who wrote none is left out. */
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

function isOlder(page: Page) {
  const place = placeIn(reviewList, page);
  return (
    place && or(lt(reviews.writtenAt, place.rank), and(eq(reviews.writtenAt, place.rank), lt(reviews.id, place.id)))
  );
}

function matching({ status, productId }: ReviewListFilter) {
  return and(status ? eq(reviews.status, status) : undefined, productId ? eq(reviews.productId, productId) : undefined);
}
