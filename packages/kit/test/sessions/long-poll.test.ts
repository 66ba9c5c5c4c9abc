/** The session check beside its long poll: a request that needs a fresh feed asks on its own. */
import { expect, test } from "vitest";
import { createLog } from "../../src/runtime/log.ts";
import type { Revocation } from "../../src/sessions/revocation-feed.ts";
import { openSessionCheck } from "../../src/sessions/session-check.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { userWith } from "../../testing/subgraph-client.ts";

const ada = userWith("ada");
const clerk = userWith("clerk", ["orders:read"], "SUPPORT");

test("a write waits for no long poll: it asks on its own if the feed is too old, as after a suspension", async () => {
  const runtime = manualRuntime(0);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let requests = 0;
  const read = async () => {
    requests += 1;
    if (requests === 1) await held;
    return { entries: [], seq: 0, waitedMs: 0 };
  };
  const { check, follow } = openSessionCheck({ runtime, log: createLog("test", "silent"), read });
  const stopping = new AbortController();
  const following = follow(stopping.signal);
  await runtime.advance(60_000);
  const verdict = check(ada, true);
  release();
  expect([await verdict, requests]).toEqual(["live", 2]);
  stopping.abort();
  await following;
});

test("an unanswered request delays a write for a second and no read of a customer; the long poll ends when the process stops", async () => {
  const runtime = manualRuntime(0);
  const polls = { open: 0 };
  const { check, follow } = openSessionCheck({
    runtime,
    log: createLog("test", "silent"),
    read: (_question, signal) => {
      polls.open += 1;
      return new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => {
          polls.open -= 1;
          reject(new Error("aborted"));
        }),
      );
    },
  });
  const stopping = new AbortController();
  const following = follow(stopping.signal);
  expect(await check(ada, false)).toBe("live");
  const verdicts = Promise.all(Array.from({ length: 100 }, () => check(ada, true)));
  await runtime.advance(1_000);
  expect(new Set(await verdicts)).toEqual(new Set(["unverifiable"]));
  expect(polls.open).toBe(2);
  stopping.abort();
  await following;
  expect(polls.open).toBe(1);
});

test("a page that arrives after a newer one changes nothing", async () => {
  const runtime = manualRuntime(0);
  const roles: Revocation[] = [
    { kind: "role", userId: "clerk", role: "CUSTOMER" },
    { kind: "role", userId: "clerk", role: "SUPPORT" },
  ];
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { check, follow } = openSessionCheck({
    runtime,
    log: createLog("test", "silent"),
    read: async ({ waitMs }) => {
      if (waitMs === 0) return { entries: roles, seq: 2, waitedMs: 0 };
      await held;
      return { entries: roles.slice(0, 1), seq: 1, waitedMs: 0 };
    },
  });
  const stopping = new AbortController();
  const following = follow(stopping.signal);
  expect(await check(clerk, true)).toBe("live");
  stopping.abort();
  answer();
  await following;
  expect(await check(clerk, false)).toBe("live");
});

test("a long poll that fails, as one before users has started, refuses nothing: a request asks on its own", async () => {
  const runtime = manualRuntime(0);
  let polls = 0;
  const { check, follow } = openSessionCheck({
    runtime,
    log: createLog("test", "silent"),
    read: async ({ waitMs }) => {
      if (waitMs === 0) return { entries: [], seq: 0, waitedMs: 0 };
      polls += 1;
      throw new Error("users is replaced");
    },
  });
  const stopping = new AbortController();
  const following = follow(stopping.signal);
  expect(await Promise.all([check(ada, true), check(clerk, false)])).toEqual(["live", "live"]);
  await runtime.advance(2_500);
  expect(await Promise.all([check(ada, true), check(clerk, false)])).toEqual(["live", "live"]);
  expect(polls).toBeGreaterThan(5);
  stopping.abort();
  await following;
});

test("a process that stops goes on to verify the last requests: the end of its long poll is no failure of users", async () => {
  const runtime = manualRuntime(0);
  const { check, follow } = openSessionCheck({
    runtime,
    log: createLog("test", "silent"),
    read: ({ waitMs }, signal) =>
      waitMs === 0
        ? Promise.resolve({ entries: [], seq: 0, waitedMs: 0 })
        : new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
  });
  const stopping = new AbortController();
  const following = follow(stopping.signal);
  await runtime.advance(60_000);
  stopping.abort();
  await following;
  expect(await Promise.all([check(ada, true), check(clerk, false)])).toEqual(["live", "live"]);
});
