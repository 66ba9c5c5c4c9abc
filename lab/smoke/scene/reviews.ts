/** Adds reviews and joint purchases to two products of a smoke run. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { ShopAddress } from "../meter.ts";
import { requireData } from "./request.ts";

const id = z.object({ id: z.string() });

/** Writes a review and approves it. The same review again stays what it is. */
export async function makeReview(
  shop: ShopAddress,
  productId: string,
  tokens: Readonly<Record<string, string>>,
): Promise<void> {
  const submit = `mutation ($input: ReviewSubmitInput!) { reviewSubmit(input: $input) { ... on ReviewSaved { review { id } } } }`;
  const input = { productId, rating: 5, body: "It smokes not at all." };
  const written = z.object({ reviewSubmit: z.object({ review: id }) });
  const { review } = (await requireData(shop, submit, { input }, written, tokens.CUSTOMER)).reviewSubmit;

  const judge = `mutation ($input: ReviewModerateInput!) { reviewModerate(input: $input) { ... on ReviewSaved { review { id } } } }`;
  const judged = z.object({ reviewModerate: z.object({ review: id }) });
  const decision = { reviewId: review.id, decision: "APPROVE" };
  await requireData(shop, judge, { input: decision }, judged, tokens.SUPPORT);
}

/** Waits until the shop has counted that the product was bought with others: it does so a moment after the order. */
export async function awaitJointPurchase(shop: ShopAddress, slug: string): Promise<void> {
  const asked = `query ($slug: String!) { product(slug: $slug) { frequentlyBoughtWith { id } } }`;
  const found = z.object({ product: z.object({ frequentlyBoughtWith: z.array(id) }) });
  for (let tries = 0; tries < 100; tries += 1) {
    const { product } = await requireData(shop, asked, { slug }, found);
    if (product.frequentlyBoughtWith.length > 0) return;
    await pause(100);
  }
  throw new Error(`nothing was bought with ${slug} within 10 s`);
}
