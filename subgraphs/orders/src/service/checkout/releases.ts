/** Giving goods back that an expired checkout held: at once where it can be, else by a job, but always. */
import type { Deps } from "../../context.ts";
import { releaseStock } from "../../peers/peers.ts";
import { changeCheckout, findUnreleased } from "../../store/checkouts.ts";

/** Gives back what expired checkouts hold, of one cart if given. What cannot be given back now is left for the next time. */
export async function giveBackGoods(deps: Deps, cartId?: string): Promise<void> {
  const expired = await deps.store.read((db) => findUnreleased(db, cartId, 100));
  for (const { id } of expired) {
    try {
      await releaseStock(deps.peers, null, id);
    } catch (error) {
      deps.log.warn({ err: error, checkoutId: id }, "goods of an expired checkout are given back later");
      return;
    }
    await deps.store.write("mark-released", (tx) => changeCheckout(tx, id, ["EXPIRED"], { released: true }));
  }
}
