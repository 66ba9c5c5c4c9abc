/** Taking a turn at an order, and writing and keeping it while it lasts. */
import { keepLease, mustHold, takeLease } from "@hansa/kit/lease";
import { withTrace } from "@hansa/kit/trace";
import type { Deps } from "../../context.ts";
import { resumeParked } from "./parking.ts";
import type { OrderTurn } from "./work.ts";

/** A question to another service ends after five seconds at the latest: it always falls into the turn in which it was asked. */
const leaseMs = 6_000;
const freshMs = 500;

/** Takes the turn; undefined if another process has it. */
export async function takeTurn(deps: Deps, owner: string, orderId: string): Promise<OrderTurn | undefined> {
  const { store } = deps;
  let keptAt = 0;
  const lease = await store.write("take-turn", (tx) => {
    // Not before it is our turn at the store: who reads the clock and then waits for another process takes that one's lease for an older time's.
    keptAt = store.now();
    return takeLease(tx, `order:${orderId}`, owner, keptAt, leaseMs);
  });
  if (!lease) return undefined;

  const write: OrderTurn["write"] = (name, change) =>
    store.write(name, async (tx) => {
      await mustHold(tx, lease);
      return change(tx);
    });

  return {
    said: { lease: lease.lease, fence: lease.fence },
    write,
    advance: (name, change) =>
      write(name, async (tx) => {
        const result = await change(tx);
        await resumeParked(deps, tx, orderId);
        return result;
      }),
    keep: async () => {
      if (store.now() - keptAt < freshMs) return;
      // Renewals are work of the timer that they stand for: on a slow machine there are more of them, which no request's budget has foreseen.
      await withTrace({ requestId: deps.world.newId("req"), door: "job" }, () =>
        store.write("keep-turn", (tx) => {
          keptAt = store.now();
          return keepLease(tx, lease, keptAt + leaseMs);
        }),
      );
    },
    end: async () => {
      await store.write("end-turn", (tx) => keepLease(tx, lease, 0));
    },
  };
}
