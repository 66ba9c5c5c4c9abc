/** Fakes of the other services: real internal servers with personal data and events, which can be unavailable. */

import { createLog } from "@hansa/contracts/log";
import { orders } from "@hansa/contracts/orders";
import { personalData } from "@hansa/contracts/personal-data";
import { processes } from "@hansa/contracts/processes";
import { developmentRing } from "@hansa/kit/identity";
import type { Event } from "@hansa/kit/messaging";
import { directTransport, type EventContract, type InputOf, type OutputOf, type Transport } from "@hansa/kit/rpc";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { handleOperation, openInternalServer } from "@hansa/kit/server";

type Known = OutputOf<typeof personalData>["sections"];
type PeerName = "products" | "orders" | "payments";

/**
 * Opens the servers. `unavailable`: services that do not answer; `known`: personal data by service and person; `requests`: received requests;
 * `unsent`: unsent orders by person, of which `packed...` cannot be cancelled; `erasedGuests`: guests that were erased.
 */
export function fakePeers(runtime: Runtime) {
  const unavailable = new Set<string>();
  const requests: string[] = [];
  const erasedGuests: { id: string; email: string }[] = [];
  const known = new Map<string, Known>();
  const unsent = new Map<string, string[]>();
  const outboxes: Record<PeerName, Event[]> = { products: [], orders: [], payments: [] };

  const openServer = (name: PeerName) =>
    openInternalServer<Pick<typeof orders, "personalData" | "guestData" | "eraseGuest" | "unsentOrders">>({
      runtime,
      log: createLog(name, "silent"),
      metrics: createMetrics(),
      bodyLimit: 100_000,
      ring: developmentRing(name, processes),
      handlers: {
        personalData: handleOperation(personalData, async ({ userId }: InputOf<typeof personalData>) => {
          requests.push(`${name} ${userId}`);
          return { sections: known.get(`${name} ${userId}`) ?? {} };
        }),
        guestData: handleOperation(
          orders.guestData,
          async ({ email }): Promise<{ sections: Known }> => ({
            sections: known.get(`guest ${email}`) ?? {},
          }),
        ),
        unsentOrders: handleOperation(orders.unsentOrders, async ({ userId, email, cancel }) => {
          const found = [unsent.get(userId ?? ""), unsent.get(email ?? "")].flatMap((numbers) => numbers ?? []);
          return { numbers: cancel ? found.filter((number) => number.startsWith("packed")) : found };
        }),
        eraseGuest: handleOperation(orders.eraseGuest, async ({ id, email }) => {
          erasedGuests.push({ id, email });
          return { recorded: true as const };
        }),
      },
      outside: [],
      events: async ({ after, limit }) => {
        const outbox = outboxes[name];
        return { events: outbox.slice(after, after + limit), lastSeq: outbox.length };
      },
      isReady: () => true,
    });
  const direct = directTransport(
    new Map([
      ["products", openServer("products")],
      ["orders", openServer("orders")],
      ["payments", openServer("payments")],
    ]),
  );
  const transport: Transport = async (callee, request) => {
    if (unavailable.has(callee)) throw new Error(`${callee} is away`);
    return direct(callee, request);
  };

  /** Appends an event to a service's outbox. */
  function publish(name: PeerName, { type, version, payload: shape }: EventContract, payload: unknown): void {
    const outbox = outboxes[name];
    const seq = outbox.length + 1;
    const eventId = `evt_${name}_${seq}`;
    outbox.push({
      seq,
      eventId,
      type,
      version,
      aggregateId: "one",
      payload: shape.parse(payload),
      occurredAt: runtime.now(),
    });
  }
  return { transport, unavailable: unavailable, requests, erasedGuests: erasedGuests, known, unsent, publish: publish };
}
