/** Events of users: an erased account is recorded as a pending erasure, a verified address as due to be read. */
import { events } from "@hansa/contracts/events";
import { consumeEvents, type EventConsumer } from "@hansa/kit/messaging";
import type { Deps } from "../../context.ts";
import { recordErasure } from "../../service/privacy/erasure.ts";
import { countVerification } from "../../store/accounts/account-emails.ts";

/** Creates the consumer of users. Jobs carry out the recorded erasures and read the addresses. */
export function createUsersConsumer(deps: Deps): EventConsumer {
  const { store, log, peers } = deps;
  return consumeEvents({
    peer: peers.users,
    store,
    log,
    apply: async (tx, { type, payload }) => {
      if (type === events.userErased.type)
        await recordErasure(deps, tx, events.userErased.payload.parse(payload).userId);
      if (type === events.userEmailVerified.type)
        await countVerification(tx, events.userEmailVerified.payload.parse(payload).userId);
    },
  });
}
