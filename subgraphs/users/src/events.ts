/** The door for news from the other services: deeds for the audit log, and what the shop is called now. */
import { events } from "@hansa/contracts/events";
import { type Follower, follow } from "@hansa/kit/follow";
import type { Event } from "@hansa/kit/outbox";
import type { PeerOptions } from "@hansa/kit/peers";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "./context.ts";
import { recordTold } from "./service/audit.ts";
import { renameShop } from "./service/settings.ts";

/** One follower for each service that can tell something. */
export function followOthers(deps: Deps): Follower[] {
  const { store, log, peers } = deps;
  const following = (peer: PeerOptions): Follower => follow({ peer, store, log, apply: applyEvent });
  return [following(peers.products), following(peers.orders), following(peers.payments)];
}

async function applyEvent(tx: Tx, event: Event): Promise<void> {
  if (event.type === events.auditRecorded.type) await recordTold(tx, event);
  if (event.type === events.shopSettingsChanged.type) {
    await renameShop(tx, events.shopSettingsChanged.payload.parse(event.payload).name);
  }
}
