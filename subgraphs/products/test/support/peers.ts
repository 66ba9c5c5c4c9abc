/** Fake peers orders and users: real internal servers that publish the events of a test. */

import { createLog } from "@hansa/contracts/log";
import { orders as ordersContract } from "@hansa/contracts/orders";
import { processes, type ServiceName } from "@hansa/contracts/processes";
import { users as contract } from "@hansa/contracts/users";
import { developmentRing } from "@hansa/kit/identity";
import type { Event } from "@hansa/kit/messaging";
import { directTransport, type EventContract, type OutputOf } from "@hansa/kit/rpc";
import { CodedError, createMetrics, type Runtime } from "@hansa/kit/runtime";
import { handleOperation, openInternalServer } from "@hansa/kit/server";
import type { Subgraph } from "@hansa/kit/service";
import type { ZodType, z } from "zod";

/** Creates the two services whose events products consumes, with a transport to them. */
export function createFakePeers(runtime: Runtime) {
  const orders = openFakePeer(runtime, "orders");
  const users = openFakePeer(runtime, "users");
  const servers = new Map<ServiceName, Subgraph["internal"]>([
    ["orders", orders.internal],
    ["users", users.internal],
  ]);
  const close = async () => {
    await Promise.all([orders.internal.close(), users.internal.close()]);
  };
  return { orders, users, transport: directTransport(servers), close };
}

type UnsentUnits = OutputOf<typeof ordersContract.unsentAtUpgrade>["units"][number];

/** Opens the internal server. Published events are delivered from the first one on. */
function openFakePeer(runtime: Runtime, name: ServiceName) {
  const published: Event[] = [];
  /** Units that were unsent at an upgrade of orders, one for each page; undefined: it does not respond. */
  const unsent: { units: UnsentUnits[] | undefined } = { units: [] };
  /** The calendar of the shop; undefined: orders does not respond. */
  const calendar: { dayOf: typeof dayOfUtc | undefined } = { dayOf: dayOfUtc };
  const internal = openInternalServer({
    runtime,
    log: createLog(name, "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    ring: developmentRing(name, processes),
    handlers: {
      revocations: handleOperation(contract.revocations, async () => ({ entries: [], seq: 0, waitedMs: 0 })),
      calendarDays: handleOperation(ordersContract.calendarDays, async ({ days }) => {
        const { dayOf } = calendar;
        if (!dayOf) throw new CodedError("STORE_UNAVAILABLE", "orders is away", { retryAfterMs: 1_000 });
        return { days: days.map(dayOf) };
      }),
      unsentAtUpgrade: handleOperation(ordersContract.unsentAtUpgrade, async ({ after }) => {
        if (!unsent.units) throw new Error("orders is away");
        return { units: unsent.units.slice(after, after + 1), next: after < unsent.units.length ? after + 1 : null };
      }),
    },
    outside: [],
    events: async ({ after, limit }) => ({ events: published.slice(after, after + limit), lastSeq: published.length }),
    isReady: () => true,
  });
  /** Publishes an event as of now. Throws if the payload violates the contract. */
  function publish<Payload extends ZodType>(
    { type, version, payload: contract }: EventContract<Payload>,
    payload: z.input<Payload>,
  ): void {
    const seq = published.length + 1;
    const content = contract.parse(payload);
    published.push({
      seq,
      eventId: `evt_${seq}`,
      type,
      version,
      aggregateId: name,
      payload: content,
      occurredAt: runtime.now(),
    });
  }
  return { internal, tell: publish, unsent, calendar };
}

function dayOfUtc(text: string): OutputOf<typeof ordersContract.calendarDays>["days"][number] {
  const startsAt = Date.parse(`${text}T00:00:00.000Z`);
  const isDay = Number.isInteger(startsAt) && new Date(startsAt).toISOString().startsWith(text);
  return isDay ? { startsAt, endsAt: startsAt + 24 * 60 * 60_000 } : null;
}

/** The settings of a shop as orders publishes them. */
export const settings = { name: "Shop", currencies: ["EUR"], country: "DE", lowStockThreshold: 5 };

/** Lines of an order, by units of each product. */
export function lines(units: Readonly<Record<string, number>>) {
  return Object.entries(units).map(([productId, quantity], index) => {
    return { lineId: `line_${index}`, variantId: `var_of_${productId}`, productId, quantity };
  });
}

/** The payload of an order event with these lines. */
export function orderPayload(customerId: string | null, units: Readonly<Record<string, number>>) {
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
