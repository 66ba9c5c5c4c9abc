/** Event consumers for orders and users: sales, purchases, shop settings and erased accounts. */
import { events } from "@hansa/contracts/events";
import { consumeEvents, type Event, type EventConsumer } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { erasePerson } from "../service/privacy/personal-data.ts";
import { clearSales, dropOldSales, recordPurchases, recordUnits, type SoldLine } from "../service/sales.ts";
import { saveSettings } from "../service/settings.ts";

/** The cursor of the projections that are derived from the events of orders. */
const projections = "orders: projections";

/** Consumes the events of orders: updates the projections and the shop settings. */
export function createOrdersConsumer(deps: Deps): EventConsumer {
  const { store, log, peers } = deps;
  const apply = (tx: Tx, event: Event) => applyOrdersEvent(deps, tx, event);
  return consumeEvents({ peer: peers.orders, store, log, cursor: projections, apply });
}

/** Consumes the events of users: erases the personal data of erased accounts. */
export function createUsersConsumer({ store, log, peers }: Deps): EventConsumer {
  return consumeEvents({
    peer: peers.users,
    store,
    log,
    apply: async (tx, { type, payload }) => {
      if (type === events.userErased.type) await erasePerson(tx, events.userErased.payload.parse(payload).userId);
    },
  });
}

/**
 * Clears the projections and derives them again from the first event of orders. Lists by sales are incomplete until it ends. If orders
 * becomes unreachable, the event consumer continues from the stored cursor.
 */
export async function rebuildProjections(deps: Deps): Promise<void> {
  await clearSales(deps, projections);
  await createOrdersConsumer(deps).catchUp();
  await dropOldSales(deps);
}

async function applyOrdersEvent(deps: Deps, tx: Tx, { type, payload, occurredAt, seq }: Event): Promise<void> {
  const count = (lines: readonly SoldLine[], sign: 1 | -1) => recordUnits(deps, tx, lines, { sign, at: occurredAt });
  if (type === events.orderConfirmed.type) {
    const { customerId, lines } = events.orderConfirmed.payload.parse(payload);
    await count(lines, 1);
    if (customerId) await recordPurchases(tx, customerId, lines, occurredAt);
  }
  if (type === events.orderJoined.type) {
    const { customerId, wasConfirmed, lines } = events.orderJoined.payload.parse(payload);
    if (wasConfirmed) await recordPurchases(tx, customerId, lines, occurredAt);
  }
  if (type === events.orderLinesCancelled.type)
    await count(events.orderLinesCancelled.payload.parse(payload).lines, -1);
  if (type === events.orderCancelled.type) {
    const { wasConfirmed, cancelledNow } = events.orderCancelled.payload.parse(payload);
    if (wasConfirmed) await count(cancelledNow, -1);
  }
  if (type === events.returnReceived.type) await count(events.returnReceived.payload.parse(payload).lines, -1);
  if (type === events.shopSettingsChanged.type)
    await saveSettings(tx, seq, events.shopSettingsChanged.payload.parse(payload));
}
