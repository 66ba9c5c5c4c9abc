/** Event consumer of users: erases users here when they are erased there. */
import { events } from "@hansa/contracts/events";
import { type Follower, follow } from "@hansa/kit/follow";
import type { PeerOptions } from "@hansa/kit/peers";
import type { Deps } from "../context.ts";
import { eraseUser } from "../service/privacy/personal-data.ts";

/** Consumes the events of users. Only the store is changed here; a job removes saved methods at the providers. */
export function createUsersConsumer(deps: Deps, peer: PeerOptions): Follower {
  const { store, log } = deps;
  return follow({
    peer,
    store,
    log,
    apply: async (tx, { type, payload }) => {
      if (type !== events.userErased.type) return;
      await eraseUser(deps, tx, events.userErased.payload.parse(payload).userId);
    },
  });
}
