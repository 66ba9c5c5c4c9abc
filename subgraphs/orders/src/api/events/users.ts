/** Events of users: an erased account is recorded as a pending erasure. */
import { events } from "@hansa/contracts/events";
import { type Follower, follow } from "@hansa/kit/follow";
import type { Deps } from "../../context.ts";
import { recordErasure } from "../../service/privacy/erasure.ts";

/** Creates the consumer of users. A job carries out the recorded erasures. */
export function createUsersConsumer(deps: Deps): Follower {
  const { store, log, peers } = deps;
  return follow({
    peer: peers.users,
    store,
    log,
    apply: async (tx, { type, payload }) => {
      if (type !== events.userErased.type) return;
      await recordErasure(tx, deps, events.userErased.payload.parse(payload).userId);
    },
  });
}
