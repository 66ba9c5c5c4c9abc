/** Lease of an order: its acquisition, its renewal, and writes that are rejected after its loss. */
import { acquireLease, assertLease, renewLease } from "@hansa/kit/coordination/lease";
import { withTrace } from "@hansa/kit/runtime/trace";
import type { Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { resumeStalledOrder } from "./retries.ts";
import type { OrderLease } from "./work.ts";

/** Longer than the timeout of a peer call (5 s), so that every call ends within the lease under which it began. */
const leaseMs = 6_000;
const renewAfterMs = 500;

/** The holder of a lease: this process, and whether work of the order is left for it. */
type Holder = { owner: string; hasDueWork(tx: Tx): Promise<boolean> };

/** Acquires the lease; undefined if another process holds it. */
export async function acquireOrderLease(
  deps: Deps,
  orderId: string,
  { owner, hasDueWork }: Holder,
): Promise<OrderLease | undefined> {
  const { store } = deps;
  let renewedAt = 0;
  let isReleased = false;
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
    advance: async (name, change) => {
      const advanced = await write(name, async (tx) => {
        const result = await change(tx);
        await resumeStalledOrder(deps, tx, orderId);
        const isLast = !(await hasDueWork(tx));
        if (isLast) await renewLease(tx, lease, 0);
        return { result, isLast };
      });
      isReleased = advanced.isLast;
      return advanced.result;
    },
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
    isReleased: () => isReleased,
    release: async () => {
      if (!isReleased) await store.write("release-order-lease", (tx) => renewLease(tx, lease, 0));
    },
  };
}
