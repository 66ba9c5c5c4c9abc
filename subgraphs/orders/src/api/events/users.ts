/** Events of users: an erased account is recorded as a pending erasure. */
import { events } from "@hansa/contracts/events";
import { consumeEvents, type EventConsumer } from "@hansa/kit/messaging";
import type { Deps } from "../../context.ts";
import { recordErasure } from "../../service/privacy/erasure.ts";

/** Creates the consumer of users. A job carries out the recorded erasures. */
export function createUsersConsumer(deps: Deps): EventConsumer {
  const { store, log, peers } = deps;
  return consumeEvents({
    peer: peers.users,
    store,
    log,
    apply: async (tx, { type, payload }) => {
      if (type !== events.userErased.type) return;
      await recordErasure(deps, tx, events.userErased.payload.parse(payload).userId);
    },
  });
}
