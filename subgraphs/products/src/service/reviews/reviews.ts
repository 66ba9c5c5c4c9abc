/** Reading reviews: who sees which, of a product, by a person, and all of them for moderators. */
import type { Viewer } from "@hansa/kit/identity";
import {
  type Connection,
  connectionOf,
  type ListPage,
  type PageArgs,
  readPage,
  readTimePage,
  type TimeSort,
} from "@hansa/kit/pages";
import type { Context } from "../../context.ts";
import { placeKey } from "../../store/places.ts";
import { countReviews, findReviews, type ReviewListFilter, reviewList } from "../../store/review-lists.ts";
import type { ReviewRow } from "../../store/review-tables.ts";
import type { ProductRow } from "../../store/tables.ts";

/** Something another service owns. */
export type Referred = { id: string };

/** Whose reviews a list holds. */
type Origin =
  | { of: "product"; productId: string }
  | { of: "author"; authorId: string; everyStatus: boolean }
  | { of: "shop"; filter: ReviewListFilter };

/** A page of reviews that remembers whose they are, for whoever also asks for the count. */
export type ReviewPage = Connection<ReviewRow> & { origin: Origin };

/** One review, if this viewer may see it: what is approved, what is their own, or anything for a moderator. */
export async function findVisibleReview({ loaders, viewer }: Context, id: string): Promise<ReviewRow | null> {
  const review = await loaders.reviewById.load(id);
  if (!review) return null;
  const { status, authorId } = review;
  return status === "APPROVED" || mayModerate(viewer) || isSelf(viewer, authorId) ? review : null;
}

/** Approved reviews of a product. */
export async function reviewsOfProduct({ loaders }: Context, { id }: ProductRow, args: PageArgs): Promise<ReviewPage> {
  const page = readPage(args, 10);
  const rows = await loaders.reviewsByProduct.load({ owner: id, asked: page });
  return pageOf(
    page,
    rows.map(({ review }) => review),
    { of: "product", productId: id },
  );
}

/** What a person wrote: all of it for themselves, what is approved for others. */
export async function reviewsByPerson(
  { loaders, viewer }: Context,
  { id }: Referred,
  args: PageArgs,
): Promise<ReviewPage> {
  const page = readPage(args, 10);
  const everyStatus = isSelf(viewer, id);
  const rows = await loaders.reviewsByAuthor.load({ owner: id, asked: { everyStatus, page } });
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

/** How many reviews there are on all pages of a list. */
export async function countAllReviews({ loaders, store }: Context, { origin }: ReviewPage): Promise<number> {
  if (origin.of === "shop") return store.read((db) => countReviews(db, origin.filter));
  if (origin.of === "product") return (await loaders.ratingByProduct.load(origin.productId))?.count ?? 0;
  const { authorId, everyStatus } = origin;
  const [counted] = await loaders.reviewCountByAuthor.load({ owner: authorId, asked: everyStatus });
  return counted?.count ?? 0;
}

function pageOf(page: ListPage, rows: readonly ReviewRow[], origin: Origin): ReviewPage {
  const placeOf = ({ writtenAt, id }: ReviewRow) => placeKey(reviewList, { rank: writtenAt, id });
  return { ...connectionOf(page, rows, placeOf), origin };
}

function isSelf(viewer: Viewer, userId: string | null): boolean {
  return viewer.kind === "user" && viewer.id === userId;
}

function mayModerate(viewer: Viewer): boolean {
  return viewer.kind === "user" && viewer.scopes.includes("reviews:moderate");
}
