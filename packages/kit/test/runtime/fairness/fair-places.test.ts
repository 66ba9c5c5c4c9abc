/** Fair places: the room that greedy senders leave, the turns of those that wait, and the bounds of their queues. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FairPlaces, inPlace, loadOf, openFairPlaces } from "../../../src/runtime/fairness/fair-places.ts";
import type { Ticket } from "../../../src/runtime/fairness/fair-queues.ts";
import type { Sender } from "../../../src/runtime/fairness/sender.ts";

const sender = (id: string, account = ""): Sender => ({ id, account });

/** Enters `count` times; gives the tickets, and notes in `begun` what begins after a wait. */
function enter(places: FairPlaces, who: Sender | undefined, count: number, begun: string[] = []): Ticket[] {
  return Array.from({ length: count }, (_, index) =>
    places.enter(who, { begin: () => void begun.push(`${who?.id ?? "anybody"} ${index}`) }),
  );
}

const held = (tickets: readonly Ticket[]) => tickets.filter(({ state }) => state === "held").length;

test("a lone sender has half of the places: 32 of 64, two of four, the only one", () => {
  for (const [places, most] of [
    [64, 32],
    [4, 2],
    [2, 1],
    [1, 1],
  ] as const)
    expect(held(enter(openFairPlaces(places), sender("a"), 200))).toBe(most);
});

test("beside n greedy senders, once what they took before the others came has ended, ⌊places / (n + 1)⌋ - 1 places are free", () => {
  const cases = fc.record({
    places: fc.integer({ min: 1, max: 256 }),
    greedy: fc.integer({ min: 1, max: 100 }),
    steps: fc.array(fc.nat(), { minLength: 50, maxLength: 400 }),
  });
  fc.assert(
    fc.property(cases, ({ places, greedy, steps }) => {
      const fair = openFairPlaces(places);
      const running: Ticket[] = [];
      const begin = (id: string) => {
        const ticket: Ticket = fair.enter(sender(id), { begin: () => void running.push(ticket) });
        if (ticket.state === "held") running.push(ticket);
      };
      const endOne = (at: number) => {
        const [ended] = running.splice(at % running.length, 1);
        if (!ended?.holder) throw new Error("nothing runs");
        fair.end(ended);
        begin(ended.holder);
      };
      // One sender after the other takes all that it may, and each has more waiting than there are places.
      for (let index = 0; index < greedy; index += 1) for (let each = 0; each < places; each += 1) begin(`s${index}`);
      for (const first of [...running]) endOne(running.indexOf(first));
      const least = Math.max(0, Math.floor(places / (greedy + 1)) - 1);
      for (const step of steps) {
        expect(places - fair.size().held).toBeGreaterThanOrEqual(least);
        endOne(step);
      }
      expect(fair.size().held).toBe(running.length);
    }),
    { numRuns: 50 },
  );
});

test("a victim beside senders with hundreds of waiting requests gets its place at once", () => {
  const fair = openFairPlaces(64);
  for (const id of ["a", "b", "c"]) enter(fair, sender(id), 190);
  expect(held(enter(fair, sender("victim"), 3))).toBe(3);
});

test("turns go from sender to sender and from account to account", () => {
  const fair = openFairPlaces(1);
  const begun: string[] = [];
  const tickets: Ticket[] = [];
  const wait = (who: Sender, name: string) => tickets.push(fair.enter(who, { begin: () => void begun.push(name) }));
  const [first] = enter(fair, sender("first"), 1);
  wait(sender("a", "x"), "a x 1");
  wait(sender("a", "x"), "a x 2");
  wait(sender("a", "y"), "a y 1");
  wait(sender("b"), "b 1");
  wait(sender("b"), "b 2");
  if (first) fair.end(first);
  for (let turn = 0; turn < 4; turn += 1) {
    const running = tickets.find(({ state }) => state === "held");
    if (running) fair.end(running);
  }
  expect(begun).toEqual(["a x 1", "b 1", "a y 1", "b 2", "a x 2"]);
});

test("a sender whose place ends is served after those that wait: the only place goes to a victim next", () => {
  const fair = openFairPlaces(1);
  const begun: string[] = [];
  const [first] = enter(fair, sender("greedy"), 60, begun);
  enter(fair, sender("victim"), 1, begun);
  if (first) fair.end(first);
  expect(begun).toEqual(["victim 0"]);
});

test("without senders every free place is taken, in the order of arrival", () => {
  const fair = openFairPlaces(3);
  const begun: string[] = [];
  const tickets = enter(fair, undefined, 5, begun);
  expect(held(tickets)).toBe(3);
  for (const ticket of tickets.slice(0, 2)) fair.end(ticket);
  expect(begun).toEqual(["anybody 3", "anybody 4"]);
});

test("a ticket that is withdrawn is not served, and ending one twice gives one place back", () => {
  const fair = openFairPlaces(1);
  const begun: string[] = [];
  const [running] = enter(fair, sender("a"), 1);
  const [gone, next] = enter(fair, sender("b"), 2, begun);
  if (!running || !gone || !next) throw new Error("tickets are missing");
  fair.end(gone);
  fair.end(running);
  fair.end(running);
  expect(begun).toEqual(["b 1"]);
  expect(fair.size()).toEqual({ held: 1, waiting: 0 });
  fair.end(next);
  expect([fair.size(), fair.countOf(sender("b")), loadOf([fair], 9)]).toEqual([{ held: 0, waiting: 0 }, 0, 0]);
});

describe("full queues", () => {
  const refused = (fair: FairPlaces, who: Sender, size = 0) => {
    const outcome = { isRefused: false };
    const refuse = () => {
      outcome.isRefused = true;
    };
    return { ticket: fair.enter(who, { size, begin: () => {}, refuse }), outcome };
  };

  test("the sender with most waiting loses its last: a flood refuses itself, and a newcomer waits", () => {
    const fair = openFairPlaces(1, { maxWaiting: 10 });
    enter(fair, sender("running"), 1);
    const flood = Array.from({ length: 10 }, () => refused(fair, sender("flood")));
    expect(flood.some(({ outcome }) => outcome.isRefused)).toBe(false);
    expect(refused(fair, sender("flood")).outcome.isRefused).toBe(true);
    const victim = refused(fair, sender("victim"));
    expect([victim.outcome.isRefused, victim.ticket.state]).toEqual([false, "waiting"]);
    expect(flood.map(({ outcome }) => outcome.isRefused)).toEqual([...Array(9).fill(false), true]);
    expect(fair.size().waiting).toBe(10);
  });

  test("sizes are bounded too: ten thousand small ones or one large one of a sender refuse no other", () => {
    const fair = openFairPlaces(1, { maxWaiting: 100_000, maxSize: 10_000 });
    enter(fair, sender("running"), 1);
    for (let count = 0; count < 10_000; count += 1) refused(fair, sender("small"), 1);
    const victim = refused(fair, sender("victim"), 500);
    const large = refused(fair, sender("large"), 9_600);
    expect([victim, large].map(({ outcome }) => outcome.isRefused)).toEqual([false, true]);
    expect([victim.ticket.state, fair.countOf(sender("small"))]).toEqual(["waiting", 9_500]);
  });

  test("work that another sender waits for too is served at the better turn, and survives the loss of the first", () => {
    const fair = openFairPlaces(1, { maxWaiting: 4 });
    const [running] = enter(fair, sender("running"), 1);
    const begun: string[] = [];
    enter(fair, sender("flood"), 3, begun);
    const { ticket, outcome } = refused(fair, sender("flood"));
    fair.share(ticket, sender("victim"));
    refused(fair, sender("other"));
    expect([outcome.isRefused, ticket.state]).toEqual([false, "waiting"]);
    if (running) fair.end(running);
    expect(begun).toEqual(["flood 0"]);
    const waits = fair.enter(sender("late"), { begin: () => {} });
    expect(waits.state).toBe("waiting");
    expect(fair.countOf(sender("victim"))).toBe(1);
  });
});

test("load counts what each sender holds and waits for, up to a number in all of the places together", () => {
  const [fair, other] = [openFairPlaces(64), openFairPlaces(64)];
  enter(fair, sender("a"), 190);
  enter(fair, sender("b"), 5);
  expect([loadOf([fair], 32), loadOf([fair], 1_000), fair.countOf(sender("a"))]).toEqual([37, 195, 190]);
  enter(other, sender("a"), 30);
  enter(other, sender("b"), 4);
  expect([loadOf([fair, other], 32), loadOf([], 32)]).toEqual([41, 0]);
});

test("work in places ends them, failed work too", async () => {
  const fair = openFairPlaces(2);
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const work = (name: number) =>
    inPlace(fair, sender("a"), async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (name === 1) throw new Error("failed");
    });
  const all = [work(1), work(2), work(3)].map((each) => each.catch(() => "failed"));
  await Promise.resolve();
  expect(begun).toEqual([1]);
  for (let turn = 0; turn < 3; turn += 1) {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await Promise.all(all)).toEqual(["failed", undefined, undefined]);
  expect(fair.size()).toEqual({ held: 0, waiting: 0 });
});
