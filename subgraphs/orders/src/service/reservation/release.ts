/** Release of the reservations of expired checkouts: immediately if possible, otherwise by a job. */
import type { Deps } from "../../context.ts";
import { releaseStock } from "../../peers/peers.ts";
import { changeCheckout, findUnreleasedCheckouts } from "../../store/checkout/checkouts.ts";

/** Releases the reservations of expired checkouts, of one cart if given. Failed releases are retried by the next call. */
export async function releaseExpiredReservations(deps: Deps, cartId?: string): Promise<void> {
  const expired = await deps.store.read((db) => findUnreleasedCheckouts(db, cartId, 100));
  for (const { id } of expired) {
    try {
      await releaseStock(deps.peers, null, id);
    } catch (error) {
      deps.log.warn({ err: error, checkoutId: id }, "reservations: release of expired checkout failed, retried");
      return;
    }
    await deps.store.write("mark-released", (tx) => changeCheckout(tx, id, ["EXPIRED"], { released: true }));
  }
}
