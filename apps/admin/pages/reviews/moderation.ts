/** Decisions about reviews, each about the text that was shown: one that its author has rewritten since stays undecided. */
import type { ChangeOutcome } from "@hansa/front/islands";
import type { OfficeReviewsQuery, ReviewDecision } from "../../generated/graphql.ts";
import { makeSeveral, outcomeOfSeveral } from "../../shop/changes/several.tsx";
import { changeTexts, type KnownOutcome, makeOneOf } from "../../shop/graph/change.ts";
import { ReviewModerateDocument } from "./documents.ts";
import { texts } from "./texts.ts";

export type Review = OfficeReviewsQuery["reviews"]["nodes"][number];

/** Decides on all of them, and names those on which it was not decided. */
export async function moderate(reviews: readonly Review[], decision: ReviewDecision): Promise<ChangeOutcome> {
  const results = await makeSeveral(reviews, (review) => decide(review, decision));
  const done = decision === "APPROVE" ? texts.approved : texts.rejected;
  return outcomeOfSeveral(results, { done, nameOf });
}

/** The change has no key: the version stands for it, and a decision that was made before is none to make again. */
function decide({ id: reviewId, version: expectedVersion }: Review, decision: ReviewDecision): Promise<KnownOutcome> {
  return makeOneOf(
    ReviewModerateDocument,
    { input: { reviewId, decision, expectedVersion } },
    ({ reviewModerate }) => reviewModerate,
    (result) => {
      switch (result.__typename) {
        case "ReviewSaved":
          return { isSuccess: true };
        case "VersionConflictError":
          return { text: texts.rewritten };
        case "NotFoundError":
          return { text: changeTexts.changed };
      }
    },
  );
}

/** A review in one wording: one that its author has rewritten since is not the one that was selected. */
export function keyOf({ id, version }: Review): string {
  return `${id} ${version}`;
}

/** A review by its product and headline. */
export function nameOf({ product, title, body }: Review): string {
  return [product.title, title ?? body?.slice(0, 40)].filter(Boolean).join(" · ");
}
