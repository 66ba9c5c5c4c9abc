/** Writing and judging reviews: one for each product and person, shown once a moderator has approved what it says now. */
import { recordAudit } from "@hansa/kit/audit";
import { codedError } from "@hansa/kit/errors";
import type { Viewer } from "@hansa/kit/identity";
import { type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { ReviewDecision, ReviewModerateInput, ReviewSubmitInput } from "../../generated/resolvers.ts";
import { findProduct } from "../../store/products.ts";
import type { ReviewRow } from "../../store/review-tables.ts";
import { findReviewOf, findReviewsByIds, insertReview, updateReview } from "../../store/reviews.ts";
import { hasBought, wasErased } from "../../store/sales.ts";
import type { Answer } from "../answers.ts";
import { plainLine, plainText } from "../plain-text.ts";
import { wasPublished } from "../visibility.ts";
import { moveRating } from "./ratings.ts";

const longestTitle = 120;
const longestBody = 5_000;

type Said = Pick<ReviewRow, "rating" | "title" | "body">;

/** Writes a review, or one's own anew, which then waits for a decision again. The same words again change nothing. */
export async function submitReview(context: Context, input: ReviewSubmitInput): Promise<Answer<"ReviewSubmitResult">> {
  const { store, world, viewer } = context;
  const now = world.now();
  const authorId = authorOf(viewer);
  const said = { rating: input.rating, title: plainLine(input.title ?? "") || null, body: plainText(input.body) };
  const problems = checkReview(said);
  return store.write("submit-review", async (tx) => {
    if (await wasErased(tx, authorId)) throw signInFirst();
    const product = await findProduct(tx, input.productId);
    if (!product || !wasPublished(product, now)) return notFound("product", ["input", "productId"]);
    if (problems.length > 0) return invalid(problems);
    const before = await findReviewOf(tx, product.id, authorId);
    if (before && isSame(before, said)) return { __typename: "ReviewSaved", review: before };
    const review = before
      ? await rewrite(tx, before, said, now)
      : await writeFirst(context, tx, product.id, authorId, said);
    await moveRating(tx, before, review);
    return { __typename: "ReviewSaved", review };
  });
}

async function rewrite(tx: Tx, before: ReviewRow, said: Said, now: number): Promise<ReviewRow> {
  const review = await updateReview(tx, before.id, undefined, { ...said, status: "PENDING", writtenAt: now });
  if (!review) throw new Error(`${before.id} was there and cannot be written anew`);
  return review;
}

async function writeFirst(
  { world }: Context,
  tx: Tx,
  productId: string,
  authorId: string,
  said: Said,
): Promise<ReviewRow> {
  const review = {
    id: world.newId("rev"),
    productId,
    authorId,
    ...said,
    status: "PENDING",
    verifiedPurchase: await hasBought(tx, authorId, productId),
    version: 1,
    writtenAt: world.now(),
  } as const;
  await insertReview(tx, review);
  return review;
}

const statusAfter = { APPROVE: "APPROVED", REJECT: "REJECTED" } as const satisfies Record<
  ReviewDecision,
  ReviewRow["status"]
>;

const deedOf = { APPROVE: "review.approved", REJECT: "review.rejected" } as const satisfies Record<
  ReviewDecision,
  string
>;

/** Decides about a review as the moderator has read it. The same decision again changes nothing. */
export async function moderateReview(
  { store, world, viewer }: Context,
  { reviewId, decision, expectedVersion }: ReviewModerateInput,
): Promise<Answer<"ReviewModerateResult">> {
  const status = statusAfter[decision];
  return store.write("moderate-review", async (tx) => {
    const [before] = await findReviewsByIds(tx, [reviewId]);
    if (!before) return notFound("review", ["input", "reviewId"]);
    if (typeof expectedVersion === "number" && expectedVersion !== before.version) return wasRewritten(before);
    if (before.status === status) return { __typename: "ReviewSaved", review: before };
    const review = await updateReview(tx, before.id, before.version, { status });
    if (!review) return wasRewritten(before);
    await moveRating(tx, before, review);
    const summary = `Decided on ${review.id} of ${review.productId}, as version ${before.version}.`;
    await recordAudit(tx, world, viewer, { action: deedOf[decision], subjectId: review.id, summary });
    return { __typename: "ReviewSaved", review };
  });
}

function wasRewritten({ version }: ReviewRow) {
  const message = "This review has changed since you have read it. Read it again.";
  return {
    ...refusal("VersionConflictError", "VERSION_CONFLICT", message, ["input", "expectedVersion"]),
    currentVersion: version,
  };
}

/** Only people write reviews; the rule in the schema has let nobody else in. */
function authorOf(viewer: Viewer): string {
  if (viewer.kind !== "user") throw signInFirst();
  return viewer.id;
}

/** Also for somebody whose account was erased while their access token still holds. */
function signInFirst() {
  return codedError("UNAUTHENTICATED", "Sign in first.");
}

function isSame(before: ReviewRow, { rating, title, body }: Said): boolean {
  return before.rating === rating && before.title === title && before.body === body;
}

function checkReview({ rating, title, body }: Said): InputProblem[] {
  const problems: InputProblem[] = [];
  if (rating < 1 || rating > 5) problems.push(problem("rating", "OUT_OF_RANGE", "A rating has 1 to 5 stars."));
  if (title && title.length > longestTitle)
    problems.push(problem("title", "TOO_LONG", `A headline has at most ${longestTitle} characters.`));
  if (body.length === 0 || body.length > longestBody)
    problems.push(problem("body", "LENGTH", `A review has 1 to ${longestBody} characters.`));
  return problems;
}
