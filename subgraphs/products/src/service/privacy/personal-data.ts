/** Personal data of one person: export, and erasure with the account. */
import type { products as contract } from "@hansa/contracts/products";
import type { OutputOf } from "@hansa/kit/rpc";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findPurchases, recordErasedPerson } from "../../store/projections/sales.ts";
import { removeReservationOwner } from "../../store/reservations/reservations.ts";
import { anonymizeReviews, findAllReviewsByAuthor } from "../../store/reviews/reviews.ts";

/** Returns all personal data in named sections: reviews of any status, and purchases. */
export function exportPersonalData({ store }: Deps, userId: string): Promise<OutputOf<typeof contract.personalData>> {
  return store.read(async (db) => {
    const reviews = await findAllReviewsByAuthor(db, userId);
    const purchases = await findPurchases(db, userId);
    return {
      sections: {
        reviews: reviews.map(({ id, productId, rating, title, body, status, verifiedPurchase, writtenAt }) => {
          return { id, productId, rating, title, body, status, verifiedPurchase, writtenAt: isoTime(writtenAt) };
        }),
        purchases: purchases.map(({ boughtAt, ...product }) => ({ ...product, boughtAt: isoTime(boughtAt) })),
      },
    };
  });
}

/** Erases purchases, anonymizes approved reviews and removes the person from reservations. Ratings stay. */
export async function erasePerson(tx: Tx, userId: string): Promise<void> {
  await recordErasedPerson(tx, userId);
  await anonymizeReviews(tx, userId);
  await removeReservationOwner(tx, userId);
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
