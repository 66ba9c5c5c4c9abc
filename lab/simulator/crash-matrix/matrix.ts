/** The crash matrix: a service crashes at each fault point, at the first and the second pass, and the shop must recover. */
import type { Work } from "../workers/pool.ts";
import type { Found } from "./fault-point-names.ts";

const ofAlarms =
  "one transaction about rows of alarms, in jobs of a subgraph that the simulator does not run: packages/kit/test/alarms/keeper.test.ts";

/** Fault points in checkout code that no scene reaches, each with the reason. */
export const knownGaps: Readonly<Record<string, string>> = {
  "write:record-opening":
    "written while a store is opened, before anybody can ask: real processes die there in e2e/stories/faults/crash-points.test.ts",
  "write:chain-old-entries":
    "one transaction while the store of a shop is opened that is older than the chain: it happens or it does not, and is asked anew at the next start",
  "write:preview":
    "a transaction that is always rolled back: a death in it is one before the next: subgraphs/orders/test/order/previews.test.ts",
  "write:write-search-terms":
    "transactions while orders is opened with orders from before there were search terms: those that have none yet are asked for anew at the next start",
  "write:publish-payable-steps":
    "one transaction while payments is opened with other steps than before: it happens or it does not, and is compared anew at the next start",
  "write:report-waiting-webhook":
    "messages of the sandbox say the whole payment, so that none waits for an answer: those that do are in subgraphs/payments/test/providers/stripe/shop.test.ts",
  "write:write-alarms": ofAlarms,
  "write:end-alarms": ofAlarms,
  "write:close-alarm": ofAlarms,
  "write:stop-consumer":
    "one transaction of a consumer whose source has lost events, which no crash causes: packages/kit/test/messaging/event-consumer.test.ts",
  "call:issuer.publicKeys":
    "reads keys before a request with an access token, which no scene sends: e2e/stories/identity/bearer-access.test.ts sends them",
};

/** A scene or history that was played, and how often each point was come to. */
export type Rehearsal = { work: Work; reached: Readonly<Record<string, number>> };

const times = [1, 2] as const;

/** A death for each point and time, each in the shortest of these that comes there so often. */
export function crashesIn(rehearsals: readonly Rehearsal[]): Work[] {
  const shortest = [...rehearsals].sort((one, other) => lengthOf(one) - lengthOf(other));
  const deaths = new Map<string, Work>();
  for (const { work, reached } of shortest) {
    for (const [where, count] of Object.entries(reached)) {
      for (const nth of times) {
        const key = `${where} ${nth}`;
        if (count >= nth && !deaths.has(key)) deaths.set(key, { ...work, death: { where, nth } });
      }
    }
  }
  return [...deaths.values()];
}

/** A death of orders or payments at each point, the first time, while a second process can take over its leases. */
export function takeoversIn(rehearsals: readonly Rehearsal[]): Work[] {
  return crashesIn(rehearsals).filter(({ death }) => death?.nth === 1 && /^(orders|payments) /.test(death.where));
}

/** The faults of names: unreadable, not reached twice and no known gap, or a known gap that is reached. */
export function nameFaults({ named, faults }: Found, rehearsals: readonly Rehearsal[]): string[] {
  const known = new Map(named.map(({ kind, name, where }) => [`${kind}:${name}`, where]));
  const most = maxReached(rehearsals);
  const unseen = [...known].flatMap(([name, where]) => {
    if (Object.hasOwn(knownGaps, name)) return [];
    const missing = missingOf(name, most);
    return missing === undefined ? [] : [`${where}: no scene comes ${missing} ${name}`];
  });
  const stale = Object.keys(knownGaps).flatMap((name) => {
    if (!known.has(name)) return [`${name} is excused, and not there`];
    return missingOf(name, most) === "to" ? [] : [`${name} is excused, and come to`];
  });
  return [...faults, ...unseen, ...stale];
}

/** How often each point was come to in the one that came there most often, whichever service it was in. */
function maxReached(rehearsals: readonly Rehearsal[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const { reached } of rehearsals) {
    for (const [where, count] of Object.entries(reached)) {
      const point = where.slice(where.indexOf(" ") + 1);
      most.set(point, Math.max(most.get(point) ?? 0, count));
    }
  }
  return most;
}

/** The part that is missing until a name is reached twice, before and after; undefined: nothing. */
function missingOf(name: string, most: ReadonlyMap<string, number>): "to" | "twice to" | undefined {
  const least = Math.min(most.get(`before:${name}`) ?? 0, most.get(`after:${name}`) ?? 0);
  return least === 0 ? "to" : least < times.length ? "twice to" : undefined;
}

function lengthOf({ reached }: Rehearsal): number {
  return Object.values(reached).reduce((sum, count) => sum + count, 0);
}
