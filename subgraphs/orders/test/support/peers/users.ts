/** Fake of users: a real internal server that keeps the contract, with accounts that a test sets up. */
import { events } from "@hansa/contracts/events";
import { type AddressSnapshot, users as contract } from "@hansa/contracts/users";
import { answering, openInnerDoor } from "@hansa/kit/inner-door";
import { developmentRing } from "@hansa/kit/keys/key-ring";
import { createLog } from "@hansa/kit/log";
import { createMetrics } from "@hansa/kit/metrics";
import type { Event } from "@hansa/kit/outbox";
import type { World } from "@hansa/kit/world";

export type Person = { email: string; addresses: Record<string, AddressSnapshot> };

/** Opens the fake. `people` has the accounts by user id, with their addresses. */
export function fakeUsers(world: World) {
  const people = new Map<string, Person>();
  const outbox: Event[] = [];
  const inner = openInnerDoor<Pick<typeof contract, "addressSnapshot" | "contact" | "revocations">>({
    world,
    log: createLog("users", "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    ring: developmentRing("users"),
    answers: {
      revocations: answering(contract.revocations, async () => ({ entries: [], seq: 0, waitedMs: 0 })),
      addressSnapshot: answering(contract.addressSnapshot, async ({ userId, addressId }) => ({
        address: people.get(userId)?.addresses[addressId] ?? null,
      })),
      contact: answering(contract.contact, async ({ userId }) => {
        const person = people.get(userId);
        return { contact: person ? { email: person.email, displayName: "Somebody" } : null };
      }),
    },
    outside: { paths: [], addRoutes: () => {} },
    events: async ({ after, limit }) => ({ events: outbox.slice(after, after + limit), lastSeq: outbox.length }),
    isReady: () => true,
  });
  return {
    inner,
    people,
    /** Erases the account and publishes the event. */
    erase: (userId: string): void => {
      people.delete(userId);
      const { type, version } = events.userErased;
      const seq = outbox.length + 1;
      const payload = { userId };
      outbox.push({ seq, eventId: `evt_${seq}`, type, version, aggregateId: userId, payload, occurredAt: world.now() });
    },
  };
}
