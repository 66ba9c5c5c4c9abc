/** The door for news from other services: what was bought and sold, how the shop is set up, who is gone. */
import { events } from "@hansa/contracts/events";
import { type Follower, follow } from "@hansa/kit/follow";
import type { Event } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "./context.ts";
import { erasePerson } from "./service/people.ts";
import { emptySales, forgetOldSales, recordPurchases, recordUnits, type SoldLine } from "./service/sales.ts";
import { keepSettings } from "./service/settings.ts";

/** The name under which it is remembered how far the projections are. */
const projections = "orders: projections";

/** Follows orders: its news are counted, and nothing is decided by them. */
export function followOrders(deps: Deps): Follower {
  const { store, log, peers } = deps;
  const apply = (tx: Tx, event: Event) => applyOrdersEvent(deps, tx, event);
  return follow({ peer: peers.orders, store, log, cursor: projections, apply });
}

/** Follows users: of somebody whose account was erased nothing is kept that says who it was. */
export function followUsers({ store, log, peers }: Deps): Follower {
  return follow({
    peer: peers.users,
    store,
    log,
    apply: async (tx, { type, payload }) => {
      if (type === events.userErased.type) await erasePerson(tx, events.userErased.payload.parse(payload).userId);
    },
  });
}

/**
 * Empties what orders' events are counted in and follows them again from the first. The tables become what they were; until it is done,
 * lists by sales show less. If orders cannot be reached on the way, whoever follows next goes on.
 */
export async function rebuildProjections(deps: Deps): Promise<void> {
  await emptySales(deps, projections);
  await followOrders(deps).catchUp();
  await forgetOldSales(deps);
}

async function applyOrdersEvent(deps: Deps, tx: Tx, { type, payload, occurredAt, seq }: Event): Promise<void> {
  const count = (lines: readonly SoldLine[], sign: 1 | -1) => recordUnits(deps, tx, lines, sign, occurredAt);
  if (type === events.orderConfirmed.type) {
    const { customerId, lines } = events.orderConfirmed.payload.parse(payload);
    await count(lines, 1);
    if (customerId) await recordPurchases(tx, customerId, lines, occurredAt);
  }
  if (type === events.orderLinesCancelled.type)
    await count(events.orderLinesCancelled.payload.parse(payload).lines, -1);
  if (type === events.orderCancelled.type) {
    const { wasConfirmed, cancelledNow } = events.orderCancelled.payload.parse(payload);
    if (wasConfirmed) await count(cancelledNow, -1);
  }
  if (type === events.returnReceived.type) await count(events.returnReceived.payload.parse(payload).lines, -1);
  if (type === events.shopSettingsChanged.type)
    await keepSettings(tx, seq, events.shopSettingsChanged.payload.parse(payload));
}
