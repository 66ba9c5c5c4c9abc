/** The door for news from users: whoever was erased there is erased here. */
import { events } from "@hansa/contracts/events";
import { type Follower, follow } from "@hansa/kit/follow";
import type { Deps } from "../context.ts";
import { hearOfErasure } from "../service/erasing.ts";

/** Follows users; the job does what is written down here. */
export function followUsers(deps: Deps): Follower {
  const { store, log, peers } = deps;
  return follow({
    peer: peers.users,
    store,
    log,
    apply: async (tx, { type, payload }) => {
      if (type !== events.userErased.type) return;
      await hearOfErasure(tx, deps, events.userErased.payload.parse(payload).userId);
    },
  });
}
