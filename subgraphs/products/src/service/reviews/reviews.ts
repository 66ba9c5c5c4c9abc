/** Lists of reviews: of a product, by a person, and all of them for moderators. */

import {
  type Connection,
  connectionOf,
  type ListPage,
  type PageArgs,
  readPage,
  readTimePage,
  type TimeSort,
} from "@hansa/kit/graphql";
import type { Viewer } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import type { ProductRow } from "../../store/catalogue/tables.ts";
import { cursorKey } from "../../store/cursors.ts";
import { countReviews, findReviews, type ReviewListFilter, reviewList } from "../../store/reviews/review-lists.ts";
import type { ReviewRow } from "../../store/reviews/tables.ts";

/** A reference to an entity of another service. */
export type EntityReference = { id: string };

/** The scope of a list of reviews. */
type Origin =
  | { of: "product"; productId: string }
  | { of: "author"; authorId: string; everyStatus: boolean }
  | { of: "shop"; filter: ReviewListFilter };

/** A page of reviews with its scope, which the total count needs. */
export type ReviewPage = Connection<ReviewRow> & { origin: Origin };

/** Returns the review if it is approved, written by the viewer, or the viewer is a moderator. */
export async function findVisibleReview({ loaders, viewer }: Context, id: string): Promise<ReviewRow | null> {
  const review = await loaders.reviewById.load(id);
  if (!review) return null;
  const { status, authorId } = review;
  return status === "APPROVED" || mayModerate(viewer) || isSelf(viewer, authorId) ? review : null;
}

/** Approved reviews of a product. */
export async function reviewsOfProduct({ loaders }: Context, { id }: ProductRow, args: PageArgs): Promise<ReviewPage> {
  const page = readPage(args, 10);
  const rows = await loaders.reviewsByProduct.load({ owner: id, input: page });
  return pageOf(
    page,
    rows.map(({ review }) => review),
    { of: "product", productId: id },
  );
}

/** Lists the reviews of a person: all for themselves, approved ones for others. */
export async function reviewsByPerson(
  { loaders, viewer }: Context,
  { id }: EntityReference,
  args: PageArgs,
): Promise<ReviewPage> {
  const page = readPage(args, 10);
  const everyStatus = isSelf(viewer, id);
  const rows = await loaders.reviewsByAuthor.load({ owner: id, input: { everyStatus, page } });
  return pageOf(
    page,
    rows.map(({ review }) => review),
    { of: "author", authorId: id, everyStatus },
  );
}

/** All reviews, for moderators. */
export async function listReviews(
  { store }: Context,
  args: PageArgs & { filter?: ReviewListFilter | null | undefined; sort?: TimeSort | null | undefined },
): Promise<ReviewPage> {
  const page = readTimePage(args, 25);
  const filter = args.filter ?? {};
  const rows = await store.read((db) => findReviews(db, filter, page));
  return pageOf(page, rows, { of: "shop", filter });
}

/** The number of reviews on all pages of a list. */
export async function countAllReviews({ loaders, store }: Context, { origin }: ReviewPage): Promise<number> {
  if (origin.of === "shop") return store.read((db) => countReviews(db, origin.filter));
  if (origin.of === "product") return (await loaders.ratingByProduct.load(origin.productId))?.count ?? 0;
  const { authorId, everyStatus } = origin;
  const [counted] = await loaders.reviewCountByAuthor.load({ owner: authorId, input: everyStatus });
  return counted?.count ?? 0;
}

function pageOf(page: ListPage, rows: readonly ReviewRow[], origin: Origin): ReviewPage {
  const placeOf = ({ writtenAt, id }: ReviewRow) => cursorKey(reviewList, { rank: writtenAt, id });
  return { ...connectionOf(page, rows, placeOf), origin };
}

function isSelf(viewer: Viewer, userId: string | null): boolean {
  return viewer.kind === "user" && viewer.id === userId;
}

function mayModerate(viewer: Viewer): boolean {
  return viewer.kind === "user" && viewer.scopes.includes("reviews:moderate");
}
