/** The other services, as far as their events are followed: real inner doors that tell what a test says has happened. */

import { directCarrier } from "@hansa/kit/carriers";
import type { EventContract, ServiceName } from "@hansa/kit/contract";
import { answering, openInnerDoor } from "@hansa/kit/inner-door";
import { developmentRing } from "@hansa/kit/keys/key-ring";
import { createLog } from "@hansa/kit/log";
import { createMetrics } from "@hansa/kit/metrics";
import type { Event } from "@hansa/kit/outbox";
import { revocations } from "@hansa/kit/revocation/revocation-feed";
import type { Subgraph } from "@hansa/kit/subgraph";
import type { World } from "@hansa/kit/world";
import type { ZodType, z } from "zod";

/** The two services that products follows, and the way to them. */
export function fakeNews(world: World) {
  const orders = fakeSource(world, "orders");
  const users = fakeSource(world, "users");
  const doors = new Map<ServiceName, Subgraph["inner"]>([
    ["orders", orders.inner],
    ["users", users.inner],
  ]);
  const close = async () => {
    await Promise.all([orders.inner.close(), users.inner.close()]);
  };
  return { orders, users, carry: directCarrier(doors), close };
}

/** Opens the door. What was told is delivered to whoever asks, from the first event on. */
function fakeSource(world: World, name: ServiceName) {
  const told: Event[] = [];
  const inner = openInnerDoor({
    world,
    log: createLog(name, "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    ring: developmentRing(name),
    answers: { revocations: answering(revocations, async () => ({ entries: [], seq: 0, waitedMs: 0 })) },
    outside: { paths: [], addRoutes: () => {} },
    events: async ({ after, limit }) => ({ events: told.slice(after, after + limit), lastSeq: told.length }),
    isReady: () => true,
  });
  /** Says that this has happened just now. Throws if it is not what the contract says. */
  function tell<Payload extends ZodType>(
    { type, version, payload: contract }: EventContract<Payload>,
    payload: z.input<Payload>,
  ): void {
    const seq = told.length + 1;
    const content = contract.parse(payload);
    told.push({
      seq,
      eventId: `evt_${seq}`,
      type,
      version,
      aggregateId: name,
      payload: content,
      occurredAt: world.now(),
    });
  }
  return { inner, tell };
}

/** The settings of a shop as orders publishes them. */
export const settings = { name: "Shop", currencies: ["EUR"], country: "DE", lowStockThreshold: 5 };

/** Lines of an order: so many of each product. */
export function lines(units: Readonly<Record<string, number>>) {
  return Object.entries(units).map(([productId, quantity], index) => {
    return { lineId: `line_${index}`, variantId: `var_of_${productId}`, productId, quantity };
  });
}

/** What an order says of itself, with these lines. */
export function orderFacts(customerId: string | null, units: Readonly<Record<string, number>>) {
  return {
    orderId: "ord_1",
    customerId,
    number: "1001",
    checkoutId: "chk_1",
    country: "DE",
    placedAt: 0,
    total: { minor: 1, currency: "EUR" },
    subtotalMinor: 1,
    discountMinor: 0,
    shippingMinor: 0,
    taxMinor: 0,
    lines: lines(units).map((line) => ({ ...line, lineTotalMinor: 1, discountMinor: 0, taxMinor: 0 })),
    promotions: [],
  };
}
