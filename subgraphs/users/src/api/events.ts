/** Consumers of the other services' events: audited actions, and changes of the shop's settings. */
import { events } from "@hansa/contracts/events";
import { consumeEvents, type Event, type EventConsumer } from "@hansa/kit/messaging";
import type { PeerOptions } from "@hansa/kit/rpc";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { recordPeerAction } from "../service/audit/audit-log.ts";
import { saveSettings } from "../store/settings/queries.ts";

/** Creates one event consumer for each service that publishes events for users. */
export function createEventConsumers(deps: Deps): EventConsumer[] {
  const { store, log, peers } = deps;
  const following = (peer: PeerOptions): EventConsumer => consumeEvents({ peer, store, log, apply: applyEvent });
  return [following(peers.products), following(peers.orders), following(peers.payments)];
}

async function applyEvent(tx: Tx, event: Event): Promise<void> {
  if (event.type === events.auditRecorded.type) await recordPeerAction(tx, event);
  if (event.type === events.shopSettingsChanged.type) {
    const { name, rateLimits, retentionDays } = events.shopSettingsChanged.payload.parse(event.payload);
    await saveSettings(tx, { name, rateLimits, retentionDays });
  }
}
