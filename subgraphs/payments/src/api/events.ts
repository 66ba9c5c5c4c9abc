/** Event consumers of users and orders: erased accounts, the settings that payments needs, and the buyers of orders. */
import { events } from "@hansa/contracts/events";
import { consumeEvents, type EventConsumer } from "@hansa/kit/messaging";
import type { PeerOptions } from "@hansa/kit/rpc";
import type { Deps } from "../context.ts";
import { eraseUser } from "../service/privacy/personal-data.ts";
import { setCustomer } from "../store/payments/customers.ts";
import { setGuestToken } from "../store/payments/queries.ts";
import { saveRateLimits } from "../store/settings/queries.ts";

/** Consumes the events of users. Only the store is changed here; a job removes saved methods at the providers. */
export function createUsersConsumer(deps: Deps, peer: PeerOptions): EventConsumer {
  const { store, log } = deps;
  return consumeEvents({
    peer,
    store,
    log,
    apply: async (tx, { type, payload }) => {
      if (type !== events.userErased.type) return;
      await eraseUser(deps, tx, events.userErased.payload.parse(payload).userId);
    },
  });
}

/** Consumes the events of orders: keeps the shop's rate limits, the customers of guest orders that join an account, and guest tokens. */
export function createOrdersConsumer({ store, log }: Deps, peer: PeerOptions): EventConsumer {
  return consumeEvents({
    peer,
    store,
    log,
    apply: async (tx, { type, payload, seq }) => {
      if (type === events.orderJoined.type) await setCustomer(tx, events.orderJoined.payload.parse(payload));
      if (type === events.orderContactUpdated.type)
        await setGuestToken(tx, events.orderContactUpdated.payload.parse(payload));
      if (type === events.shopSettingsChanged.type)
        await saveRateLimits(tx, seq, events.shopSettingsChanged.payload.parse(payload).rateLimits);
    },
  });
}
