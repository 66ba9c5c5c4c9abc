/** Keys of API clients, known and guessed ones, and the router's recognition of them on a clock of the test. */
import { createLog } from "@hansa/contracts/log";
import { processes } from "@hansa/contracts/processes";
import { developmentRing } from "@hansa/kit/identity";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { developmentApiKey, formerApiKey } from "@hansa/kit/testing";
import { expect } from "vitest";
import { type ApiClients, newApiClients, verifyApiKey } from "../../src/identity/api-clients.ts";

export const partner = { id: "cli_01kf0rdqg0jcg4634zvmyzvdv6", scopes: ["orders:read"] };
/** The same as users answers. */
export const registered = { ...partner, contract: "ALL" } as const;
export const key = developmentApiKey(partner.id, new Uint8Array(32).fill(7));
export const unknown = developmentApiKey(partner.id, new Uint8Array(32).fill(8));
/** Keys of partners as early versions issued them. */
export const formerKeys = [7, 8, 9].map((byte) => formerApiKey(partner.id, new Uint8Array(32).fill(byte)));
export const [formerKey = "", secondFormerKey = "", thirdFormerKey = ""] = formerKeys;

/** Its durations are the test's; a call has a minute at least, in which a busy machine answers it. */
export function testRuntime(): { runtime: Runtime; advance(ms: number): void } {
  let elapsed = 0;
  const deadline = (ms: number) => systemRuntime.deadline(Math.max(ms, 60_000));
  return {
    runtime: { ...systemRuntime, monotonic: () => elapsed, deadline },
    advance: (ms) => {
      elapsed += ms;
    },
  };
}

export const networkAt = (index: number) => `203.0.${(index % 400) >> 8}.${index % 256}`;
/** 32 bytes that no key of a client has. */
const guessed = (index: number) => {
  const bytes = new Uint8Array(32).fill(1);
  new DataView(bytes.buffer).setUint32(0, index);
  return bytes;
};
/** A key of the form of early versions that was never given out: anybody can compute its checksum. */
export const guess = (index: number) => formerApiKey(partner.id, guessed(index));
/** A key of the right form with a checksum of chance. */
const randomKey = (index: number) => `${guess(index).slice(0, -6)}${guess(index + 1).slice(-6)}`;

/** The recognition of keys, which asks this for the client of a hash, its clock, and the number of its alarms. */
export function openClients(ask: ApiClients["ask"]) {
  const { runtime, advance } = testRuntime();
  let raised = 0;
  const countAlarm = () => {
    raised += 1;
  };
  const ring = developmentRing("router", processes);
  const clients = newApiClients({ runtime, log: createLog("router", "silent"), metrics: { countAlarm }, ring, ask });
  return { clients, advance, alarms: () => raised };
}

/** So many keys of the right form with a checksum of chance cost no look-up, and lower nobody's limit. */
export async function expectNoLookups(count: number): Promise<void> {
  let lookups = 0;
  const { clients, alarms } = openClients(async () => {
    lookups += 1;
    return registered;
  });
  for (let index = 0; index < count; index += 1) {
    expect(await verifyApiKey(clients, randomKey(index), networkAt(index))).toEqual({ refused: "invalid" });
  }
  expect([lookups, clients.invalid.size, clients.guessesByNetwork.levels.size]).toEqual([0, 0, 0]);
  expect(await verifyApiKey(clients, formerKey, networkAt(0))).toHaveProperty("viewer");
  expect([lookups, alarms()]).toEqual([1, 0]);
}
