/** What products knows about one person: handed over when they ask for it, let go of when their account is erased. */
import type { products as contract } from "@hansa/contracts/products";
import type { OutputOf } from "@hansa/kit/contract";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { forgetHolder } from "../store/holds.ts";
import { forgetPerson } from "../store/people.ts";
import { findAllReviewsBy, forgetAuthor } from "../store/reviews.ts";
import { findPurchases } from "../store/sales.ts";

/** Everything, in named lists: their reviews, whatever became of them, and what they have bought. */
export function personalDataOf({ store }: Deps, userId: string): Promise<OutputOf<typeof contract.personalData>> {
  return store.read(async (db) => {
    const reviews = await findAllReviewsBy(db, userId);
    const purchases = await findPurchases(db, userId);
    return {
      sections: {
        reviews: reviews.map(({ id, productId, rating, title, body, status, verifiedPurchase, writtenAt }) => {
          return { id, productId, rating, title, body, status, verifiedPurchase, writtenAt: timeText(writtenAt) };
        }),
        purchases: purchases.map(({ boughtAt, ...product }) => ({ ...product, boughtAt: timeText(boughtAt) })),
      },
    };
  });
}

/** The stars that they gave stay, without words and without an author; what they bought and held is no longer theirs. */
export async function erasePerson(tx: Tx, userId: string): Promise<void> {
  await forgetPerson(tx, userId);
  await forgetAuthor(tx, userId);
  await forgetHolder(tx, userId);
}

function timeText(at: number): string {
  return new Date(at).toISOString();
}
