/** The revocation feed: every way to end a session, change a role or revoke an API client writes to it. */
import { processes } from "@hansa/contracts/processes";
import { users as contract } from "@hansa/contracts/users";
import { developmentRing } from "@hansa/kit/identity";
import { callPeer } from "@hansa/kit/rpc";
import { sendQuery } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { createAdministrator } from "../../src/service/roles/administrators.ts";
import { maxSessions } from "../../src/service/sessions/session-tokens.ts";
import { findSessionsByUsers, insertSession } from "../../src/store/sessions/sessions.ts";
import { createClient, created, revokeClient } from "../support/api-clients.ts";
import {
  administrator,
  createAccount,
  noon,
  password,
  refresh,
  refreshTokens,
  type Shop,
  shop,
  signIn,
  tokenInMail,
} from "../support/shop.ts";

const minute = 60_000;

/** Sends the request as the router does. */
const feed = (s: Shop, after: number | null = null, waitMs = 0) =>
  callPeer({ ...s.peer, ring: developmentRing("router", processes) }, contract.revocations, { after, waitMs });

const sessionOf = ({ viewer }: Awaited<ReturnType<typeof signIn>>) => (viewer.kind === "user" ? viewer.sessionId : "");
const ada = "ada@example.org";
const day = 24 * 60 * minute;
const mutate = (s: Shop, text: string, viewer = administrator, input: object = {}) => s.query(text, { input }, viewer);

test("sign-outs, single and everywhere, and a revoked session are in the feed, in their order", async () => {
  const s = await shop();
  await createAccount(s, { email: "ada@example.org" });
  const [first, second, third, fourth] = [
    await signIn(s, "ada@example.org"),
    await signIn(s, "ada@example.org"),
    await signIn(s, "ada@example.org"),
    await signIn(s, "ada@example.org"),
  ];
  expect(await feed(s)).toEqual({ entries: [], seq: 0, waitedMs: 0 });
  await s.query("mutation { logout(input: { everywhere: false }) { __typename } }", {}, first.viewer);
  await mutate(
    s,
    `mutation ($input: SessionRevokeInput!) { sessionRevoke(input: $input) { __typename } }`,
    third.viewer,
    {
      id: sessionOf(second),
    },
  );
  const page = await feed(s);
  expect(page.entries).toEqual([first, second].map((ended) => ({ kind: "session", sessionId: sessionOf(ended) })));
  await s.query("mutation { logout(input: { everywhere: true }) { __typename } }", {}, third.viewer);
  const rest = await feed(s, page.seq);
  expect(new Set(rest.entries.map((entry) => entry.kind === "session" && entry.sessionId))).toEqual(
    new Set([third, fourth].map(sessionOf)),
  );
});

test("a sign-in beyond fifty sessions ends those of the account that were used longest ago, as a sign-out does", async () => {
  const s = await shop();
  const user = await createAccount(s, { email: ada });
  const other = await createAccount(s, { email: "eve@example.org" });
  const { store } = s.service.deps;
  const ofEve = await signIn(s, "eve@example.org");
  const row = (index: number) => ({
    id: `ses_${index}`,
    userId: user.id,
    nonce: "",
    device: null,
    createdAt: noon,
    // The first ones are the oldest, and were used last.
    lastUsedAt: noon - index * 1_000,
    expiresAt: noon + day,
  });
  const before = Array.from({ length: 52 }, (_, index) => row(index));
  await store.write("test", async (tx) => {
    for (const session of before) await insertSession(tx, session);
  });
  const begun = await signIn(s, ada);
  const left = await store.read((db) => findSessionsByUsers(db, [user.id, other.id], noon));
  const kept = before.slice(0, maxSessions - 1).map(({ id }) => id);
  expect(new Set(left.map(({ id }) => id))).toEqual(new Set([...kept, sessionOf(begun), sessionOf(ofEve)]));
  const { entries } = await feed(s);
  const ended = ["ses_49", "ses_50", "ses_51"].map((sessionId) => ({ kind: "session", sessionId }));
  expect(entries).toHaveLength(3);
  expect(new Set(entries)).toEqual(new Set(ended));
  expect(await refresh(s, begun.refreshToken)).toMatchObject({ __typename: "Session" });
});

test("of fifty sessions the one just used is kept, and its neighbour ends", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const sessions: Awaited<ReturnType<typeof signIn>>[] = [];
  for (let count = 0; count < maxSessions; count += 1) {
    sessions.push(await signIn(s, ada));
    await s.runtime.advance(1_000);
  }
  const [first, second, third] = sessions;
  if (!first || !second || !third) throw new Error("no sessions");
  const refreshed = await refreshTokens(s, first.refreshToken);
  await signIn(s, ada);
  expect((await feed(s)).entries).toEqual([{ kind: "session", sessionId: sessionOf(second) }]);
  expect(await refresh(s, second.refreshToken)).toMatchObject({ __typename: "InvalidTokenError" });
  for (const token of [refreshed.refreshToken, third.refreshToken])
    expect(await refresh(s, token)).toMatchObject({ __typename: "Session" });
});

/** Every way to end a session that is not a sign-out, after which the session is in the feed. */
test.each<[string, (s: Shop, session: Awaited<ReturnType<typeof signIn>>) => Promise<unknown>]>([
  [
    "a refresh token used twice",
    async (s, { refreshToken }) => {
      await refreshTokens(s, refreshToken);
      await s.runtime.advance(11_000);
      await refresh(s, refreshToken);
    },
  ],
  [
    "a password reset",
    async (s) => {
      await s.query(`mutation { passwordResetRequest(input: { email: "${ada}" }) { __typename } }`);
      const input = { token: await tokenInMail(s), newPassword: "a pot of strong coffee" };
      await s.query("mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { __typename } }", {
        input,
      });
    },
  ],
  [
    "a password change on another device",
    async (s) => {
      const { viewer } = await signIn(s, ada);
      const input = { newPassword: "a pot of strong coffee", currentPassword: password };
      await mutate(
        s,
        "mutation ($input: ProfileUpdateInput!) { profileUpdate(input: $input) { __typename } }",
        viewer,
        input,
      );
    },
  ],
  [
    "an erasure",
    async (s, { viewer }) =>
      mutate(s, "mutation ($input: AccountEraseInput!) { accountErase(input: $input) { __typename } }", viewer, {
        password,
      }),
  ],
  [
    "admin create",
    async (s) =>
      createAdministrator(s.service.deps, { email: ada, displayName: "Ada", password: "seven geese over the harbour" }),
  ],
])("a session that ended by %s is in the feed", async (_name, end) => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const session = await signIn(s, ada);
  await end(s, session);
  expect((await feed(s)).entries).toContainEqual({ kind: "session", sessionId: sessionOf(session) });
});

test("an expired session is not in the feed", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  await signIn(s, ada);
  await s.runtime.advance(31 * day);
  await s.service.runJobsOnce();
  expect((await feed(s)).entries).toEqual([]);
});

test("a changed role and a revoked client are in the feed, and an unchanged role is not", async () => {
  const s = await shop();
  const boss = await createAccount(s, { email: "boss@example.org", role: "ADMIN" });
  const clerk = await createAccount(s, { email: "clerk@example.org", role: "SUPPORT" });
  const { viewer } = await signIn(s, "boss@example.org");
  await signIn(s, "clerk@example.org");
  const assign = `mutation ($input: RoleAssignInput!) { roleAssign(input: $input) { __typename } }`;
  for (const role of ["SUPPORT", "FINANCE"]) await mutate(s, assign, viewer, { userId: clerk.id, role });
  const { entries, seq } = await feed(s);
  expect(entries).toEqual([{ kind: "role", userId: clerk.id, role: "FINANCE" }]);
  expect(boss.id).not.toBe(clerk.id);
  const client = created.parse(await createClient(s, [], viewer));
  await revokeClient(s, client.client.id, viewer);
  expect((await feed(s, seq)).entries).toEqual([{ kind: "client", clientId: client.client.id }]);
});

test("a viewer whose session ended is refused by users at once, reads and writes alike", async () => {
  const s = await shop();
  await createAccount(s, { email: "ada@example.org" });
  const { viewer } = await signIn(s, "ada@example.org");
  expect((await s.query("{ me { id } }", {}, viewer)).errors).toBeUndefined();
  await s.query("mutation { logout(input: { everywhere: true }) { __typename } }", {}, viewer);
  const again = await s.query("mutation { logout(input: { everywhere: true }) { __typename } }", {}, viewer);
  expect(again.errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
  expect((await s.query("{ me { id } }", {}, viewer)).errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
});

test("revocations without a live token are dropped, and no sequence number is used twice", async () => {
  const s = await shop();
  await createAccount(s, { email: "ada@example.org" });
  const { viewer } = await signIn(s, "ada@example.org");
  await s.query("mutation { logout(input: { everywhere: true }) { __typename } }", {}, viewer);
  const { seq } = await feed(s);
  await s.runtime.advance(8 * minute);
  expect(await feed(s)).toMatchObject({ entries: [], seq });
  await s.service.runJobsOnce();
  expect(await feed(s)).toMatchObject({ entries: [], seq });
  const next = await signIn(s, "ada@example.org");
  await s.query("mutation { logout(input: { everywhere: true }) { __typename } }", {}, next.viewer);
  expect((await feed(s, seq)).seq).toBe(seq + 1);
});

test("services and the router may read the feed, and the next revocation answers a long poll", async () => {
  const s = await shop();
  await createAccount(s, { email: "ada@example.org" });
  const { viewer } = await signIn(s, "ada@example.org");
  const waiting = feed(s, 0, 1_000);
  await sendQuery("users", s.service, s.runtime, {
    query: "mutation { logout(input: { everywhere: true }) { __typename } }",
    viewer,
  });
  expect((await waiting).entries).toHaveLength(1);
  for (const name of ["products", "orders", "payments"] as const) {
    const page = await callPeer({ ...s.peer, ring: developmentRing(name, processes) }, contract.revocations, {
      after: null,
      waitMs: 0,
    });
    expect(page.entries).toHaveLength(1);
  }
});
