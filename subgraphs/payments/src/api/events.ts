/** Event consumer of users: erases users here when they are erased there. */
import { events } from "@hansa/contracts/events";
import { consumeEvents, type EventConsumer } from "@hansa/kit/messaging/event-consumer";
import type { PeerOptions } from "@hansa/kit/rpc/peers";
import type { Deps } from "../context.ts";
import { eraseUser } from "../service/privacy/personal-data.ts";

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
