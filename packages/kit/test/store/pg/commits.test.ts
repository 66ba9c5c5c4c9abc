/** Commits of other processes, and how often they are looked for: each wakes those who wait for one, and renewals of the leader's lease do not. */
import { expect, test } from "vitest";
import { countText, watchOtherProcesses } from "../../../src/store/engine/pg/other-processes.ts";
import type { Store } from "../../../src/store/store.ts";
import { newSchema, openSession, openTinsIn } from "../../support/pg/tins.ts";
import { addTin } from "../../support/shelf.ts";

const never = new AbortController().signal;

/** The commits that a process knows once it has looked, and knows so many at least. */
async function commitsOf(store: Store, least = 0): Promise<number> {
  while (store.commits() < least) await store.awaitCommit(store.commits(), 60_000, never);
  await store.awaitCommit(store.commits(), 300, never);
  return store.commits();
}

test("commits of another process are noticed, however many of its own are between them", async (context) => {
  const place = await newSchema(context);
  const [one, other] = [await openTinsIn(place), await openTinsIn(place)];
  for (let count = 0; count < 5; count += 1) await one.write("add", (tx) => addTin(tx, `own ${count}`));
  expect(await commitsOf(one)).toBe(5);
  for (const round of [1, 2]) {
    await one.write("add", (tx) => addTin(tx, `own, round ${round}`));
    await other.write("add", (tx) => addTin(tx, `of another, round ${round}`));
    await one.write("add", (tx) => addTin(tx, `own again, round ${round}`));
    // Two of its own, and one look that found more.
    expect(await commitsOf(one, 5 + 3 * round)).toBe(5 + 3 * round);
  }
});

test("renewals of the leader's lease wake no other process, and other writes of their group do", async (context) => {
  const place = await newSchema(context);
  const [leader, other] = [await openTinsIn(place), await openTinsIn(place)];
  const renew = () => leader.renew("renew", async () => undefined);
  for (let count = 0; count < 3; count += 1) await renew();
  expect(await commitsOf(other)).toBe(0);
  await Promise.all([renew(), leader.write("add", (tx) => addTin(tx, "peas")), renew()]);
  expect(await commitsOf(other, 1)).toBe(1);
});

test("processes on a store are counted, those of another schema are not, and one that was lost is counted again", async (context) => {
  const place = await newSchema(context);
  const session = await openSession(place);
  const counted = async () => Number((await session.query(`SELECT ${countText} AS count`)).rows[0]?.count);
  await openTinsIn(place);
  await openTinsIn(await newSchema(context));
  expect(await counted()).toBe(1);
  const other = await openTinsIn(place);
  expect(await counted()).toBe(2);
  await session.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hansa' AND datname = current_database()",
  );
  await expect.poll(counted).toBe(0);
  await other.write("add", (tx) => addTin(tx, "peas"));
  expect(await counted()).toBe(1);
});

test("a process that is alone looks every five seconds, or once a second if it cannot hear, and four times for a minute after it has seen or heard another one", async () => {
  let now = 0;
  let isOpen = true;
  const others = watchOtherProcesses({ monotonic: () => now }, "own");
  const lookFor = (seconds: number, processes: number) => {
    let looks = 0;
    for (const end = now + seconds * 1_000; now < end; now += 250) {
      if (!others.isLookDue()) continue;
      looks += 1;
      others.note(others.isCountDue() ? processes : undefined);
    }
    return looks;
  };
  expect(lookFor(10, 1)).toBe(10);
  expect(lookFor(10, 2)).toBe(40);
  // Of the minute since the last sight.
  expect(lookFor(120, 1)).toBe(59 * 4 + 61);
  const join = async () => {
    others.join({ command: async () => "LISTEN", isOpen: () => isOpen }, 1_000);
    await Promise.resolve();
    await Promise.resolve();
  };
  await join();
  expect(lookFor(60, 1)).toBe(12);
  others.hear("another");
  expect(lookFor(60, 1)).toBe(12);
  others.hear("own");
  expect(lookFor(60, 1)).toBe(60 * 4);
  isOpen = false;
  expect(lookFor(10, 1)).toBe(10);
  isOpen = true;
  others.forget();
  expect(lookFor(10, 1)).toBe(10);
  await join();
  expect(lookFor(10, 1)).toBe(2);
});
