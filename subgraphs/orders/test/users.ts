/** Users, as far as orders asks it: a real inner door that keeps the contract, with people that a test sets up. */
import { type AddressSnapshot, users as contract } from "@hansa/contracts/users";
import { developmentSecret } from "@hansa/kit/config";
import { pairKeys } from "@hansa/kit/identity";
import { answering, openInnerDoor } from "@hansa/kit/inner-door";
import { createLog } from "@hansa/kit/log";
import { createMetrics } from "@hansa/kit/metrics";
import type { World } from "@hansa/kit/world";

export type Person = { email: string; addresses: Record<string, AddressSnapshot> };

/** Opens the door. `people` says who there is, by user id, and which addresses are theirs. */
export function fakeUsers(world: World) {
  const people = new Map<string, Person>();
  const inner = openInnerDoor<Pick<typeof contract, "addressSnapshot" | "contact">>({
    world,
    log: createLog("users", "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    keysOf: { orders: pairKeys([developmentSecret], "orders", "users") },
    answers: {
      addressSnapshot: answering(contract.addressSnapshot, async ({ userId, addressId }) => ({
        address: people.get(userId)?.addresses[addressId] ?? null,
      })),
      contact: answering(contract.contact, async ({ userId }) => {
        const person = people.get(userId);
        return { contact: person ? { email: person.email, displayName: "Somebody" } : null };
      }),
    },
    outside: { paths: [], addRoutes: () => {} },
    events: async () => ({ events: [], lastSeq: 0 }),
    isReady: () => true,
  });
  return { inner, people };
}
