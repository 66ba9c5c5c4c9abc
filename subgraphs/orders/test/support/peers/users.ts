/** Fake of users: a real internal server that keeps the contract, with accounts that a test sets up. */

import { events } from "@hansa/contracts/events";
import { createLog } from "@hansa/contracts/log";
import { processes } from "@hansa/contracts/processes";
import { type AddressSnapshot, users as contract } from "@hansa/contracts/users";
import { developmentRing } from "@hansa/kit/identity";
import type { Event } from "@hansa/kit/messaging";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { handleOperation, openInternalServer } from "@hansa/kit/server";
import { eventPages } from "./event-pages.ts";

export type Person = { email: string; isVerified?: boolean; addresses: Record<string, AddressSnapshot> };

/** Opens the fake. `people` has the accounts by user id, with their addresses. */
export function fakeUsers(runtime: Runtime) {
  const people = new Map<string, Person>();
  const outbox: Event[] = [];
  const internal = openInternalServer<Pick<typeof contract, "addressSnapshot" | "contact" | "revocations">>({
    runtime,
    log: createLog("users", "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    ring: developmentRing("users", processes),
    handlers: {
      revocations: handleOperation(contract.revocations, async () => ({ entries: [], seq: 0, waitedMs: 0 })),
      addressSnapshot: handleOperation(contract.addressSnapshot, async ({ userId, addressId }) => ({
        address: people.get(userId)?.addresses[addressId] ?? null,
      })),
      contact: handleOperation(contract.contact, async ({ userId }) => {
        const person = people.get(userId);
        return {
          contact: person ? { email: person.email, isVerified: person.isVerified ?? true, displayName: "Ada" } : null,
        };
      }),
    },
    outside: [],
    events: eventPages(runtime, outbox),
    isReady: () => true,
  });
  const publish = ({ type, version }: { type: string; version: number }, userId: string) => {
    const seq = outbox.length + 1;
    const [payload, occurredAt] = [{ userId }, runtime.now()];
    outbox.push({ seq, eventId: `evt_${seq}`, type, version, aggregateId: userId, payload, occurredAt });
  };
  return {
    internal,
    people,
    /** Verifies an address of the account, its first one or another, and publishes the event. */
    verify: (userId: string, email: string): void => {
      people.set(userId, { addresses: {}, ...people.get(userId), email, isVerified: true });
      publish(events.userEmailVerified, userId);
    },
    /** Erases the account and publishes the event. */
    erase: (userId: string): void => {
      people.delete(userId);
      publish(events.userErased, userId);
    },
  };
}
