/** A fake of the orders service: a real internal server that keeps the contract, with checkouts set up by tests. */

import { createLog } from "@hansa/contracts/log";
import { orders as contract } from "@hansa/contracts/orders";
import { processes } from "@hansa/contracts/processes";
import { developmentRing } from "@hansa/kit/identity";
import type { OutputOf } from "@hansa/kit/rpc";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { handleOperation, openInternalServer } from "@hansa/kit/server";
import { fakeOutbox } from "./fake-outbox.ts";

type Payable = OutputOf<typeof contract.payable>;

/**
 * Opens the fake. `checkouts` holds the payable of each checkout, and `beforePayable` what happens before the next answers about it, once
 * each; `notifications` lists the checkouts of the notifications; `publish`
 * appends an event.
 */
export function fakeOrders(runtime: Runtime) {
  const checkouts = new Map<string, Payable>();
  const beforePayable: (() => Promise<unknown>)[] = [];
  const notifications: string[] = [];
  const outbox = fakeOutbox(runtime);
  const internal = openInternalServer<Pick<typeof contract, "payable" | "paymentChanged">>({
    runtime,
    log: createLog("orders", "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    ring: developmentRing("orders", processes),
    handlers: {
      payable: handleOperation(contract.payable, async ({ checkoutId, userId }): Promise<Payable> => {
        await beforePayable.shift()?.();
        const payable = checkouts.get(checkoutId) ?? ({ outcome: "notFound" } as const);
        const isOthers = payable.outcome === "payable" && payable.customerId !== null && payable.customerId !== userId;
        return isOthers ? { outcome: "notFound" } : payable;
      }),
      paymentChanged: handleOperation(contract.paymentChanged, async ({ checkoutId }): Promise<{ received: true }> => {
        notifications.push(checkoutId);
        return { received: true };
      }),
    },
    outside: [],
    events: outbox.read,
    isReady: () => true,
  });
  return { internal, checkouts, beforePayable, notifications, publish: outbox.publish };
}
