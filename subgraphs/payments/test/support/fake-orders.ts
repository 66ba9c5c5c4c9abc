/** A fake of the orders service: a real internal server that keeps the contract, with checkouts set up by tests. */
import { orders as contract } from "@hansa/contracts/orders";
import type { OutputOf } from "@hansa/kit/contract";
import { answering, openInnerDoor } from "@hansa/kit/inner-door";
import { developmentRing } from "@hansa/kit/keys/key-ring";
import { createLog } from "@hansa/kit/log";
import { createMetrics } from "@hansa/kit/metrics";
import type { World } from "@hansa/kit/world";

type Payable = OutputOf<typeof contract.payable>;

/** Opens the fake. `checkouts` holds the payable of each checkout; `heard` lists the notifications. */
export function fakeOrders(world: World) {
  const checkouts = new Map<string, Payable>();
  const heard: string[] = [];
  const inner = openInnerDoor<Pick<typeof contract, "payable" | "paymentChanged">>({
    world,
    log: createLog("orders", "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    ring: developmentRing("orders"),
    answers: {
      payable: answering(contract.payable, async ({ checkoutId, userId }): Promise<Payable> => {
        const payable = checkouts.get(checkoutId) ?? ({ outcome: "notFound" } as const);
        const isOthers = payable.outcome === "payable" && payable.customerId !== null && payable.customerId !== userId;
        return isOthers ? { outcome: "notFound" } : payable;
      }),
      paymentChanged: answering(contract.paymentChanged, async ({ checkoutId }): Promise<{ heard: true }> => {
        heard.push(checkoutId);
        return { heard: true };
      }),
    },
    outside: { paths: [], addRoutes: () => {} },
    events: async () => ({ events: [], lastSeq: 0 }),
    isReady: () => true,
  });
  return { inner, checkouts, heard };
}
