/** Submission and moderation of reviews: one per product and person, shown after approval. */

import { recordAudit } from "@hansa/contracts/audit-log";
import type { Viewer } from "@hansa/kit/identity";
import { CodedError, type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { ReviewDecision, ReviewModerateInput, ReviewSubmitInput } from "../../generated/resolvers.ts";
import { findProduct } from "../../store/catalogue/products.ts";
import { hasBought, wasErased } from "../../store/projections/sales.ts";
import { findReviewByAuthor, findReviewsByIds, insertReview, updateReview } from "../../store/reviews/reviews.ts";
import type { ReviewRow } from "../../store/reviews/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { wasPublished } from "../visibility.ts";
import { updateRating } from "./ratings.ts";

const maxTitleLength = 120;
const maxBodyLength = 5_000;

type ReviewContent = Pick<ReviewRow, "rating" | "title" | "body">;

/** Adds a review or replaces the author's own, which is pending again. Equal content changes nothing. */
export async function submitReview(
  context: Context,
  input: ReviewSubmitInput,
): Promise<MutationResult<"ReviewSubmitResult">> {
  const { store, runtime, viewer } = context;
  const now = runtime.now();
  const authorId = authorOf(viewer);
  const content = { rating: input.rating, title: plainLine(input.title ?? "") || null, body: plainText(input.body) };
  const problems = checkReview(content);
  return store.write("submit-review", async (tx) => {
    if (await wasErased(tx, authorId)) throw unauthenticatedError();
    const product = await findProduct(tx, input.productId);
    if (!product || !wasPublished(product, now)) return notFound("product", ["input", "productId"]);
    if (problems.length > 0) return invalid(problems);
    const before = await findReviewByAuthor(tx, product.id, authorId);
    if (before && isSame(before, content)) return { __typename: "ReviewSaved", review: before };
    const review = before
      ? await rewriteReview(tx, before, content, now)
      : await writeFirstReview(context, tx, { productId: product.id, authorId, ...content });
    await updateRating(tx, before, review);
    return { __typename: "ReviewSaved", review };
  });
}

async function rewriteReview(tx: Tx, before: ReviewRow, content: ReviewContent, now: number): Promise<ReviewRow> {
  const review = await updateReview(tx, before.id, undefined, { ...content, status: "PENDING", writtenAt: now });
  if (!review) throw new Error(`reviews: ${before.id} cannot be updated although it exists`);
  return review;
}

async function writeFirstReview(
  { runtime }: Context,
  tx: Tx,
  draft: ReviewContent & { productId: string; authorId: string },
): Promise<ReviewRow> {
  const review = {
    id: runtime.newId("rev"),
    ...draft,
    status: "PENDING",
    verifiedPurchase: await hasBought(tx, draft.authorId, draft.productId),
    version: 1,
    writtenAt: runtime.now(),
  } as const;
  await insertReview(tx, review);
  return review;
}

const statusAfter = { APPROVE: "APPROVED", REJECT: "REJECTED" } as const satisfies Record<
  ReviewDecision,
  ReviewRow["status"]
>;

const auditActionOf = { APPROVE: "review.approved", REJECT: "review.rejected" } as const satisfies Record<
  ReviewDecision,
  string
>;

/** Approves or rejects the version that the moderator has read. A repeated decision changes nothing. */
export async function moderateReview(
  { store, runtime, viewer }: Context,
  { reviewId, decision, expectedVersion }: ReviewModerateInput,
): Promise<MutationResult<"ReviewModerateResult">> {
  const status = statusAfter[decision];
  return store.write("moderate-review", async (tx) => {
    const [before] = await findReviewsByIds(tx, [reviewId]);
    if (!before) return notFound("review", ["input", "reviewId"]);
    if (typeof expectedVersion === "number" && expectedVersion !== before.version) return refuseVersionConflict(before);
    if (before.status === status) return { __typename: "ReviewSaved", review: before };
    const review = await updateReview(tx, before.id, before.version, { status });
    if (!review) return refuseVersionConflict(before);
    await updateRating(tx, before, review);
    const summary = `Decided on ${review.id} of ${review.productId}, as version ${before.version}.`;
    await recordAudit(runtime, tx, viewer, { action: auditActionOf[decision], subjectId: review.id, summary });
    return { __typename: "ReviewSaved", review };
  });
}

function refuseVersionConflict({ version }: ReviewRow) {
  const message = "This review has changed since you have read it. Read it again.";
  return {
    ...refusal("VersionConflictError", "VERSION_CONFLICT", message, ["input", "expectedVersion"]),
    currentVersion: version,
  };
}

/** Returns the id of the author. The schema admits only users. */
function authorOf(viewer: Viewer): string {
  if (viewer.kind !== "user") throw unauthenticatedError();
  return viewer.id;
}

/** Also thrown for an erased account whose access token is still valid. */
function unauthenticatedError() {
  return new CodedError("UNAUTHENTICATED", "Sign in first.");
}

function isSame(before: ReviewRow, { rating, title, body }: ReviewContent): boolean {
  return before.rating === rating && before.title === title && before.body === body;
}

function checkReview({ rating, title, body }: ReviewContent): InputProblem[] {
  const problems: InputProblem[] = [];
  if (rating < 1 || rating > 5) problems.push(problem("rating", "OUT_OF_RANGE", "A rating has 1 to 5 stars."));
  if (title && title.length > maxTitleLength)
    problems.push(problem("title", "TOO_LONG", `A headline has at most ${maxTitleLength} characters.`));
  if (body.length === 0 || body.length > maxBodyLength)
    problems.push(problem("body", "LENGTH", `A review has 1 to ${maxBodyLength} characters.`));
  return problems;
}

/** Normalizes a text to one line: line breaks become blanks. */
export function plainLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, " ");
}

/** Normalizes a text to lines with at most one empty line between them. Angle brackets stay: clients show it as text. */
export function plainText(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll("\t", " ")
    .replaceAll(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]/gu, "")
    .replaceAll(/\n\s*\n/g, "\n\n")
    .trim();
}
