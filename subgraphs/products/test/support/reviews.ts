/** Reviews for tests: submission by customers and decisions of a moderator. */
import { userWith } from "@hansa/kit/testing";
import { change, type Shop } from "./shop.ts";

export const ada = userWith("user_ada");
export const bob = userWith("user_bob");

/** Submits a review and returns the result. */
export function submit(s: Shop, productId: string, input: Record<string, unknown> = {}, viewer = ada) {
  const selection =
    "... on ReviewSaved { review { id rating title body status verifiedPurchase version createdAt author { id } } } ... on ValidationError { problems { path code } }";
  return change({ ...s, viewer }, "reviewSubmit", { productId, rating: 4, body: "Good.", ...input }, selection);
}

/** Submits a review and gives its id. */
export async function written(
  s: Shop,
  productId: string,
  input: Record<string, unknown> = {},
  viewer = ada,
): Promise<string> {
  const { review } = await submit(s, productId, input, viewer);
  return String(Object(review).id);
}

export function decide(s: Shop, reviewId: string, decision: "APPROVE" | "REJECT", input: Record<string, unknown> = {}) {
  const selection = "... on ReviewSaved { review { status version } } ... on VersionConflictError { currentVersion }";
  return change(s, "reviewModerate", { reviewId, decision, ...input }, selection);
}
