/** Lease of an order: its acquisition, its renewal, and writes that are rejected after its loss. */
import { acquireLease, assertLease, renewLease } from "@hansa/kit/coordination/lease";
import { withTrace } from "@hansa/kit/runtime/trace";
import type { Deps } from "../../context.ts";
import { resumeStalledOrder } from "./retries.ts";
import type { OrderLease } from "./work.ts";

/** Longer than the timeout of a peer call (5 s), so that every call ends within the lease under which it began. */
const leaseMs = 6_000;
const renewAfterMs = 500;

/** Acquires the lease; undefined if another process holds it. */
export async function acquireOrderLease(deps: Deps, owner: string, orderId: string): Promise<OrderLease | undefined> {
  const { store } = deps;
  let renewedAt = 0;
  const lease = await store.write("acquire-order-lease", (tx) => {
    // Read inside the write: a time read before waiting for the store's lock would make another process's lease look expired.
    renewedAt = store.now();
    return acquireLease(tx, { name: `order:${orderId}`, owner, forMs: leaseMs }, renewedAt);
  });
  if (!lease) return undefined;

  const write: OrderLease["write"] = (name, change) =>
    store.write(name, async (tx) => {
      await assertLease(tx, lease);
      return change(tx);
    });

  return {
    fencingToken: { lease: lease.lease, token: lease.token },
    write,
    advance: (name, change) =>
      write(name, async (tx) => {
        const result = await change(tx);
        await resumeStalledOrder(deps, tx, orderId);
        return result;
      }),
    renew: async () => {
      if (store.now() - renewedAt < renewAfterMs) return;
      // Renewals are traced as a job: a slow machine needs more of them than the budget of a request allows.
      await withTrace({ requestId: deps.runtime.newId("req"), entry: "job" }, () =>
        store.write("renew-order-lease", (tx) => {
          renewedAt = store.now();
          return renewLease(tx, lease, renewedAt + leaseMs);
        }),
      );
    },
    release: async () => {
      await store.write("release-order-lease", (tx) => renewLease(tx, lease, 0));
    },
  };
}
