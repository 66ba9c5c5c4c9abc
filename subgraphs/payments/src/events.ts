/** The door for news from users: whoever is erased there is forgotten here. */
import { events } from "@hansa/contracts/events";
import { type Follower, follow } from "@hansa/kit/follow";
import type { PeerOptions } from "@hansa/kit/peers";
import type { Deps } from "./context.ts";
import { forgetPerson } from "./service/personal.ts";

/** Follows users; only the store is changed here, and a job tells the providers. */
export function followUsers(deps: Deps, peer: PeerOptions): Follower {
  const { store, log } = deps;
  return follow({
    peer,
    store,
    log,
    apply: async (tx, { type, payload }) => {
      if (type !== events.userErased.type) return;
      await forgetPerson(deps, tx, events.userErased.payload.parse(payload).userId);
    },
  });
}
