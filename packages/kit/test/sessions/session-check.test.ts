/** The session check: revoked viewers are refused, and writes and staff requests need a fresh feed. */
import { expect, test } from "vitest";
import type { Viewer } from "../../src/identity/identity.ts";
import { createLog } from "../../src/runtime/log.ts";
import type { Revocation, RevocationRequest } from "../../src/sessions/revocation-feed.ts";
import { openSessionCheck } from "../../src/sessions/session-check.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { guest, userWith } from "../../testing/subgraph-client.ts";

const ada = userWith("ada");
const clerk = userWith("clerk", ["orders:read"], "SUPPORT");
const program: Viewer = { kind: "client", id: "cli_1", scopes: ["orders:read"] };

/** A feed that a test fills, breaks and counts. */
function feed(isOwn = false) {
  const runtime = manualRuntime(0);
  const entries: Revocation[] = [];
  const requests: RevocationRequest[] = [];
  const state = { isDown: false, reads: 0, requests, before: 0, commits: 0 };
  const sessions = openSessionCheck({
    runtime,
    log: createLog("test", "silent"),
    ...(isOwn ? { own: { commits: () => state.commits } } : {}),
    read: async (request) => {
      state.reads += 1;
      state.requests.push(request);
      if (state.isDown) throw new Error("users is down");
      const seq = state.before + entries.length;
      return { entries: entries.slice(Math.max(0, (request.after ?? 0) - state.before)), seq, waitedMs: 0 };
    },
  });
  const commit = () => {
    state.commits += 1;
  };
  return { runtime, entries, state, commit, check: sessions.check, follow: sessions.follow };
}

test("an ended session, a changed role and a revoked client are refused, and no other viewer is", async () => {
  const { entries, check } = feed();
  entries.push(
    { kind: "session", sessionId: "ses_ada" },
    { kind: "role", userId: "clerk", role: "CUSTOMER" },
    { kind: "client", clientId: "cli_1" },
  );
  for (const viewer of [ada, clerk, program]) expect(await check(viewer, true)).toBe("revoked");
  for (const viewer of [ada, clerk, program]) expect(await check(viewer, false)).toBe("revoked");
  const demoted = userWith("clerk", [], "CUSTOMER");
  for (const viewer of [guest, demoted, userWith("bob"), { ...program, id: "cli_2" } as const]) {
    expect(await check(viewer, true)).toBe("live");
  }
});

test("the last of several role changes applies", async () => {
  const { entries, check, runtime } = feed();
  entries.push({ kind: "role", userId: "clerk", role: "CUSTOMER" });
  expect(await check(clerk, true)).toBe("revoked");
  entries.push({ kind: "role", userId: "clerk", role: "SUPPORT" });
  await runtime.advance(2_001);
  await check(userWith("bob"), true);
  expect(await check(clerk, true)).toBe("live");
});

test("a feed that is up to 2 seconds old is fresh; an older one is read again", async () => {
  const { check, runtime, state } = feed();
  expect(await check(ada, true)).toBe("live");
  await runtime.advance(2_000);
  expect(await check(ada, true)).toBe("live");
  expect(state.reads).toBe(1);
  await runtime.advance(1);
  expect(await check(ada, true)).toBe("live");
  expect(state.reads).toBe(2);
  expect(state.requests.map(({ after }) => after)).toEqual([null, 0]);
});

test("while users is down for more than 2 seconds, writes and staff are unverifiable; guests and reads of customers continue", async () => {
  const { check, runtime, state } = feed();
  state.isDown = true;
  expect(await check(ada, true)).toBe("unverifiable");
  await runtime.advance(5_000);
  for (const isWrite of [true, false]) {
    expect(await check(clerk, isWrite)).toBe("unverifiable");
    expect(await check(program, isWrite)).toBe("unverifiable");
    expect(await check(guest, isWrite)).toBe("live");
    expect(await check({ kind: "service", name: "orders" }, isWrite)).toBe("live");
  }
  expect(await check(ada, false)).toBe("live");
  expect(await check(ada, true)).toBe("unverifiable");
  state.isDown = false;
  await runtime.advance(251);
  for (const viewer of [ada, clerk, program]) expect(await check(viewer, true)).toBe("live");
});

test("known revocations apply while users is down", async () => {
  const { check, runtime, state, entries } = feed();
  entries.push({ kind: "session", sessionId: "ses_ada" });
  expect(await check(ada, true)).toBe("revoked");
  state.isDown = true;
  await runtime.advance(60_000);
  expect(await check(ada, false)).toBe("revoked");
});

test("a thousand requests read the feed once, and not again right after a failure", async () => {
  const { check, state } = feed();
  await Promise.all(Array.from({ length: 1_000 }, () => check(ada, true)));
  expect(state.reads).toBe(1);
  const broken = feed();
  broken.state.isDown = true;
  await Promise.all(Array.from({ length: 1_000 }, () => broken.check(ada, true)));
  await broken.check(ada, true);
  expect(broken.state.reads).toBe(1);
});

test("the feed is polled continuously, and a revocation is known without a request that reads it", async () => {
  const { check, runtime, state, entries, follow } = feed();
  const stopping = new AbortController();
  const following = follow(stopping.signal);
  await expect.poll(() => state.reads).toBe(1);
  entries.push({ kind: "session", sessionId: "ses_ada" });
  await expect
    .poll(async () => {
      await runtime.advance(20);
      return check(ada, false);
    })
    .toBe("revoked");
  expect(state.requests.slice(0, 2)).toEqual([
    { after: null, waitMs: 10_000 },
    { after: 0, waitMs: 10_000 },
  ]);
  stopping.abort();
  await following;
});

test("after users was restored from a backup, the feed is read from its start", async () => {
  const { check, runtime, state, entries } = feed();
  state.before = 50;
  await check(ada, true);
  state.before = 0;
  entries.push({ kind: "session", sessionId: "ses_ada" });
  await runtime.advance(2_001);
  await check(ada, true);
  await runtime.advance(2_001);
  expect(await check(ada, true)).toBe("revoked");
});

test("users itself polls nothing, and its writes and staff requests see a revocation of another process at once", async () => {
  const { check, entries, follow, state } = feed(true);
  await follow(new AbortController().signal);
  expect(state.reads).toBe(0);
  for (const viewer of [ada, clerk]) {
    for (const isWrite of [true, false]) expect(await check(viewer, isWrite)).toBe("live");
  }
  entries.push({ kind: "session", sessionId: "ses_clerk" }, { kind: "session", sessionId: "ses_ada" });
  expect(await check(clerk, false)).toBe("revoked");
  for (const isWrite of [true, false]) expect(await check(ada, isWrite)).toBe("revoked");
});

test("queries of customers in users see a revocation of this process at once, and one of another within 250 ms", async () => {
  const { check, commit, entries, runtime, state } = feed(true);
  expect([await check(ada, false), await check(ada, false), state.reads]).toEqual(["live", "live", 1]);
  entries.push({ kind: "session", sessionId: "ses_ada" });
  commit();
  expect(await check(ada, false)).toBe("revoked");

  const bob = userWith("bob");
  expect(await check(bob, false)).toBe("live");
  entries.push({ kind: "session", sessionId: "ses_bob" });
  await runtime.advance(251);
  expect(await check(bob, false)).toBe("revoked");
});

test("a revocation that is committed while users reads its store is read after that", async () => {
  const { check, commit, entries } = feed(true);
  const checking = check(ada, false);
  entries.push({ kind: "session", sessionId: "ses_ada" });
  commit();
  await checking;
  expect(await check(ada, false)).toBe("revoked");
});

test("a failed read of the own feed lets no write and no staff request pass, however fresh the last one is", async () => {
  const { check, state } = feed(true);
  expect(await check(ada, true)).toBe("live");
  state.isDown = true;
  expect(await check(ada, true)).toBe("unverifiable");
  expect(await check(clerk, false)).toBe("unverifiable");
  expect(await check(ada, false)).toBe("live");
});
