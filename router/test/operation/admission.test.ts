/** Admission: which operations an overloaded router refuses, and in which order. */

import { createLog } from "@hansa/contracts/log";
import { type FairPlaces, openFairPlaces, type Sender } from "@hansa/kit/runtime";
import { manualRuntime } from "@hansa/kit/testing";
import { describe, expect, test } from "vitest";
import {
  type LoadLimits,
  type OperationKind,
  type OverloadRefusal,
  openAdmission,
} from "../../src/operation/admission.ts";

const kinds: readonly OperationKind[] = ["anonymous query", "signed-in query", "mutation", "checkout"];
const [ada, bob]: readonly Sender[] = [
  { id: "ada", account: "" },
  { id: "bob", account: "" },
];

const somewhere = "192.0.2.1";

/** Pending fetches of each service, by sender; each of `strangers` has one. */
type Pending = Record<string, { ada?: number; strangers?: number }>;

/** The places of two instances between which the fetches alternate. */
function placesOf({ ada: adas = 0, strangers = 0 }: Pending[string] = {}): FairPlaces[] {
  const instances = [openFairPlaces(64), openFairPlaces(64)];
  const senders = Array.from({ length: strangers }, (_, index) => ({ id: `stranger ${index}`, account: "" }));
  for (const [index, sender] of [...Array.from({ length: adas }, () => ada), ...senders].entries())
    instances[index % 2]?.enter(sender, { begin: () => {} });
  return instances;
}

function open(limits: LoadLimits, load: { pending: Pending; isStarved?: boolean } = { pending: {} }) {
  const runtime = manualRuntime(0);
  const refused: OverloadRefusal[] = [];
  const admission = openAdmission(
    {
      ...{ runtime, log: createLog("test", "silent"), countRefusal: (refusal) => void refused.push(refusal) },
      cpuTime: () => (load.isStarved ? 0 : runtime.monotonic()),
      placesAt: (service) => placesOf(load.pending[service]),
    },
    limits,
  );
  /** Whether operations of the kinds are accepted whose plans ask these services. */
  const accepted = (services: readonly string[], sender?: Sender, address = somewhere) =>
    kinds.map((kind) => {
      const entered = admission.enter(kind, sender, address);
      entered?.leave();
      return entered !== undefined && !entered.refuses(services);
    });
  return { runtime, refused, accepted, ...admission };
}

const limited: LoadLimits = { fetches: 100, delayMs: 0 };
const none = [false, false, false, false];
const every = [true, true, true, true];

test("with more fetches pending at a service fewer kinds are accepted, the most important last", () => {
  const load = { pending: { products: { strangers: 0 } } };
  const { accepted, refused } = open(limited, load);
  const acceptedAt = (strangers: number) => {
    load.pending.products.strangers = strangers;
    return accepted(["products"], ada);
  };
  expect([99, 100, 125, 150, 199, 200].map(acceptedAt)).toEqual([
    every,
    [false, true, true, true],
    [false, false, true, true],
    [false, false, false, true],
    [false, false, false, true],
    none,
  ]);
  expect(refused.filter(({ kind }) => kind === "checkout")).toEqual([
    { kind: "checkout", cause: "service", service: "products" },
  ]);
});

test("an operation is judged by the services of its plan alone", () => {
  const { accepted, refusesUnread } = open(limited, { pending: { products: { strangers: 200 } } });
  expect([["orders"], [], ["products"], ["orders", "products"]].map((services) => accepted(services))).toEqual([
    every,
    every,
    none,
    none,
  ]);
  expect(kinds.map((kind) => refusesUnread(kind, somewhere))).toEqual(none);
});

test("of one sender 32 fetches count: with a thousand pending it refuses nothing of others", () => {
  const load = { pending: { products: { ada: 1_000, strangers: 67 } } };
  const { accepted } = open(limited, load);
  expect(accepted(["products"], bob)).toEqual(every);
  load.pending.products.strangers = 68;
  expect(accepted(["products"], bob)).toEqual([false, true, true, true]);
});

test("a sender with more than 32 fetches is refused at half of the numbers, and holds back nobody else", () => {
  const load = { pending: { products: { ada: 33, strangers: 0 } } };
  const { accepted, refused } = open(limited, load);
  const acceptedAt = (strangers: number) => {
    load.pending.products.strangers = strangers;
    return accepted(["products"], ada);
  };
  // 32 of the sender are among them: 49, 50, 63, 75, 99 and 100 in all.
  expect([17, 18, 31, 43, 67].map(acceptedAt)).toEqual([
    every,
    [false, true, true, true],
    [false, false, true, true],
    [false, false, false, true],
    [false, false, false, true],
  ]);
  expect(refused.every(({ cause }) => cause === "sender")).toBe(true);
  expect(accepted(["products"], bob)).toEqual(every);
  load.pending.products.strangers = 68;
  expect(accepted(["products"], ada)).toEqual(none);
  load.pending.products = { ada: 32, strangers: 67 };
  expect(open(limited, load).accepted(["products"], ada)).toEqual(every);
  expect(accepted(["orders"], ada)).toEqual(every);
});

test("where senders are not told apart all of their fetches count", () => {
  const { accepted } = open(limited, { pending: { products: { ada: 150 } } });
  expect(accepted(["products"], undefined)).toEqual([false, false, false, true]);
});

test("a kind that a service refuses holds back the less important ones there for a second", async () => {
  const load = { pending: { products: { strangers: 200 } } };
  const { enter, accepted, runtime } = open(limited, load);
  expect(enter("mutation", ada, somewhere)?.refuses(["products"])).toBe(true);
  load.pending.products.strangers = 0;
  await runtime.advance(999);
  expect([accepted(["products"]), accepted(["orders"])]).toEqual([[false, false, true, true], every]);
  await runtime.advance(1);
  expect(accepted(["products"])).toEqual(every);
});

test("operations that wait for a silent service are bounded too, and ended ones make room", () => {
  const { enter } = open({ fetches: 1, delayMs: 0 });
  const entered = Array.from({ length: 12 }, () => enter("anonymous query", ada, somewhere));
  expect(entered.filter(Boolean)).toHaveLength(10);
  entered[0]?.leave();
  expect([enter("anonymous query", ada, somewhere), enter("anonymous query", ada, somewhere)].map(Boolean)).toEqual([
    true,
    false,
  ]);
});

describe("a late event loop", () => {
  /** Every sleep that begins while `lateMs` is set ends so much later. */
  function openLate(isStarved = false) {
    const late = { ms: 260, samples: 0 };
    const opened = open({ fetches: 0, delayMs: 200 }, { pending: {}, isStarved });
    const { sleep } = opened.runtime;
    opened.runtime.sleep = (ms, signal) => {
      late.samples += 1;
      return sleep(ms + late.ms, signal);
    };
    // Also a request that never becomes an operation: refusing it costs time too.
    const end = opened.begin(somewhere);
    return { late, end, ...opened };
  }

  test("refuses queries, those of unknown senders too, and after a second without delay all are accepted", async () => {
    const { late, accepted, refusesUnread, refused, runtime } = openLate();
    await runtime.advance(720);
    expect(accepted([])).toEqual([false, true, true, true]);
    expect(kinds.map((kind) => refusesUnread(kind, somewhere))).toEqual([true, false, false, false]);
    expect(refused[0]).toEqual({ kind: "anonymous query", cause: "event loop" });
    late.ms = 0;
    await runtime.advance(1_400);
    expect(accepted([])).toEqual(every);
  });

  test("refuses the network with most of the requests alone, and all queries once nobody has most of them", async () => {
    const { accepted, refused, begin, runtime } = openLate();
    const ends = Array.from({ length: 17 }, () => begin("198.51.100.7"));
    await runtime.advance(720);
    expect(accepted([], undefined, "198.51.100.7")).toEqual([false, true, true, true]);
    expect(accepted([])).toEqual(every);
    expect(refused).toEqual([{ kind: "anonymous query", cause: "sender" }]);
    ends[0]?.();
    expect(accepted([])).toEqual([false, true, true, true]);
  });

  test("refuses the others too once it is four times as late: the network with most requests may not be the cause", async () => {
    const { late, accepted, begin, runtime } = openLate();
    for (let count = 0; count < 17; count += 1) begin("198.51.100.7");
    late.ms = 1_300;
    await runtime.advance(4_500);
    expect(accepted([])).toEqual([false, true, true, true]);
  });

  test("is observed while a request is in progress, and not after the last one", async () => {
    const { late, end, accepted, runtime } = openLate();
    await runtime.advance(720);
    expect(accepted([])).toEqual([false, true, true, true]);
    end();
    const { samples } = late;
    await runtime.advance(1_360);
    expect([accepted([]), late.samples]).toEqual([every, samples]);
  });

  test("refuses nobody when it was late once: one long step of one operation", async () => {
    const { late, accepted, runtime } = openLate();
    late.ms = 0;
    await runtime.advance(360);
    expect(accepted([])).toEqual(every);
    // Once a second, again and again.
    for (let second = 0; second < 5; second += 1) {
      late.ms = 260;
      await runtime.advance(100);
      late.ms = 0;
      await runtime.advance(1_160);
      expect(accepted([])).toEqual(every);
    }
  });

  test("refuses nothing while the process waits for the processor", async () => {
    const { accepted, runtime } = openLate(true);
    await runtime.advance(720);
    expect(accepted([])).toEqual(every);
  });
});

test("without limits everything is accepted", () => {
  const { enter } = open({ fetches: 0, delayMs: 0 }, { pending: { products: { ada: 10_000, strangers: 10_000 } } });
  for (let count = 0; count < 10_000; count += 1)
    expect(enter("anonymous query", ada, somewhere)?.refuses(["products"])).toBe(false);
});
