/** Sessions over time: refreshed, stolen, listed and ended. */

import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { createContext } from "../../src/context.ts";
import { makeToken } from "../../src/providers/secrets.ts";
import { scopesOf } from "../../src/service/roles/roles.ts";
import { beginSession, refreshSession } from "../../src/service/sessions/session-tokens.ts";
import { findUserByEmail } from "../../src/store/accounts/users.ts";
import {
  administrator,
  checkToken,
  createAccount,
  readField,
  refresh,
  refreshTokens,
  type Shop,
  shop,
  signIn,
} from "../support/shop.ts";

const second = 1_000;
const day = 24 * 60 * 60 * second;
const ada = "ada@hansa.example";
const refused = { __typename: "InvalidTokenError", code: "INVALID_TOKEN", path: ["input", "refreshToken"] };

async function signedInAda(s: Shop) {
  const user = await createAccount(s, { email: ada });
  return { user, ...(await signIn(s, ada)) };
}

async function auditOf(s: Shop) {
  const response = await s.query(
    `{ auditEntries { nodes { action subjectId actor { id } summary } totalCount } }`,
    {},
    administrator,
  );
  return readField(response, "auditEntries");
}

test("refreshing gives a new access token and a new refresh token of the same session", async () => {
  const s = await shop();
  const first = await signedInAda(s);
  await s.runtime.advance(4 * 60 * second);
  const later = await refreshTokens(s, first.refreshToken);
  expect(later.refreshToken).not.toBe(first.refreshToken);
  const [before, after] = [await checkToken(s, first.accessToken), await checkToken(s, later.accessToken)];
  expect(after.payload.sid).toBe(before.payload.sid);
  expect(after.payload.jti).not.toBe(before.payload.jti);
  expect(after.payload.exp).toBe((before.payload.exp ?? 0) + 240);
});

test("two concurrent refreshes both get the one successor", async () => {
  const s = await shop();
  const { refreshToken } = await signedInAda(s);
  const [left, right] = await Promise.all([refreshTokens(s, refreshToken), refreshTokens(s, refreshToken)]);
  expect(left.refreshToken).toBe(right.refreshToken);
  expect(left.refreshExpiresAt).toBe(right.refreshExpiresAt);
  const next = await refreshTokens(s, left.refreshToken);
  expect(next.refreshToken).not.toBe(left.refreshToken);
});

test("a lost response can be requested again for ten seconds", async () => {
  const s = await shop();
  const { refreshToken } = await signedInAda(s);
  const lost = await refreshTokens(s, refreshToken);
  await s.runtime.advance(10 * second);
  expect((await refreshTokens(s, refreshToken)).refreshToken).toBe(lost.refreshToken);
});

test("an old token used after ten seconds ends its session, and only that one, and is audited", async () => {
  const s = await shop();
  const { refreshToken, user } = await signedInAda(s);
  const other = await signIn(s, ada);
  const successor = await refreshTokens(s, refreshToken);
  await s.runtime.advance(10 * second + 1);
  expect(await refresh(s, refreshToken)).toEqual(refused);
  expect(await refresh(s, successor.refreshToken)).toEqual(refused);
  expect(await refresh(s, other.refreshToken)).toMatchObject({ __typename: "Session" });
  expect(await auditOf(s)).toMatchObject({
    totalCount: 1,
    nodes: [{ action: "session.reused", subjectId: user.id, actor: null, summary: expect.stringContaining(user.id) }],
  });
});

test("a token from long ago still ends its session", async () => {
  const s = await shop();
  const { refreshToken } = await signedInAda(s);
  let latest = await refreshTokens(s, refreshToken);
  for (let count = 0; count < 5; count += 1) {
    await s.runtime.advance(60 * second);
    latest = await refreshTokens(s, latest.refreshToken);
  }
  expect(await refresh(s, refreshToken)).toEqual(refused);
  expect(await refresh(s, latest.refreshToken)).toEqual(refused);
});

test("a refresh token is valid for thirty days, and each use renews them", async () => {
  const s = await shop();
  const first = await signedInAda(s);
  await s.runtime.advance(20 * day);
  const next = await refreshTokens(s, first.refreshToken);
  await s.runtime.advance(20 * day);
  const last = await refreshTokens(s, next.refreshToken);
  await s.runtime.advance(30 * day);
  expect(await refresh(s, last.refreshToken)).toEqual(refused);
  await s.service.runJobsOnce();
  expect(await refresh(s, last.refreshToken)).toEqual(refused);
});

test("a text that never was a token is refused", async () => {
  const s = await shop();
  for (const token of ["", "x", "a".repeat(1_000)]) expect(await refresh(s, token)).toEqual(refused);
});

test("a refreshed token has the current role", async () => {
  const s = await shop();
  const { refreshToken, user } = await signedInAda(s);
  const boss = await createAccount(s, { email: "boss@hansa.example", role: "ADMIN", passwordHash: "none" });
  await s.query(
    `mutation ($input: RoleAssignInput!) { roleAssign(input: $input) { __typename } }`,
    { input: { userId: user.id, role: "FINANCE" } },
    userWith(boss.id, ["users:write"]),
  );
  const { payload } = await checkToken(s, (await refreshTokens(s, refreshToken)).accessToken);
  expect(payload).toMatchObject({ role: "FINANCE", scope: scopesOf("FINANCE").join(" ") });
});

test("refresh tokens stay valid after a change of the secret, also in the grace period", async () => {
  const [old, fresh] = ["an old secret of 32 characters!!", "a new secret of 32 characters!!!"];
  const s = await shop({ HANSA_USERS_SECRET: old });
  await createAccount(s, { email: ada });
  expect(makeToken([old], "x")).not.toBe(makeToken([fresh], "x"));
  const { deps } = s.service;
  const from = { address: null, agent: null };
  const request = {
    viewer: { kind: "guest" },
    guest: [],
    requestId: "req_1",
    from,
    notes: { replayed: false, isHeld: false },
    isSigned: true,
  } as const;
  const before = createContext(deps, request);
  const during = createContext({ ...deps, secrets: [fresh, old] }, request);
  const { refreshToken } = await deps.store.write("test", async (tx) => {
    const user = await findUserByEmail(tx, ada);
    if (!user) throw new Error("no user");
    return beginSession(before, tx, user);
  });
  const once = await refreshSession(before, { refreshToken });
  const again = await refreshSession(during, { refreshToken });
  expect(once).toMatchObject({ __typename: "Session" });
  expect("refreshToken" in again && "refreshToken" in once && again.refreshToken === once.refreshToken).toBe(true);
  const next = await refreshSession(during, { refreshToken: "refreshToken" in once ? once.refreshToken : "" });
  expect(next).toMatchObject({ __typename: "Session" });
});

const mySessions = `{ me { sessions { id device current createdAt lastUsedAt } } }`;
const revoke = `mutation ($input: SessionRevokeInput!) {
  sessionRevoke(input: $input) { __typename ... on SessionRevoked { id user { sessions { id } } } ... on UserError { code path } }
}`;

function idOf(viewer: { kind: string; sessionId?: string }): string {
  return viewer.sessionId ?? "";
}

test("sessions are listed, the last used first, and the current one is marked", async () => {
  const s = await shop();
  const laptop = await signedInAda(s);
  await s.runtime.advance(second);
  const phone = await signIn(s, ada);
  await s.runtime.advance(second);
  await refreshTokens(s, laptop.refreshToken);
  const response = await s.query(mySessions, {}, phone.viewer);
  expect(readField(response, "me")).toMatchObject({
    sessions: [
      { id: idOf(laptop.viewer), current: false, device: null },
      { id: idOf(phone.viewer), current: true, device: null },
    ],
  });
});

test("ending a session revokes its refresh token, and another person's is not found", async () => {
  const s = await shop();
  const laptop = await signedInAda(s);
  const phone = await signIn(s, ada);
  await createAccount(s, { email: "eve@hansa.example" });
  const eve = await signIn(s, "eve@hansa.example");
  const stranger = readField(await s.query(revoke, { input: { id: idOf(phone.viewer) } }, eve.viewer), "sessionRevoke");
  const unknown = readField(await s.query(revoke, { input: { id: "ses_none" } }, eve.viewer), "sessionRevoke");
  expect(stranger).toEqual({ __typename: "NotFoundError", code: "NOT_FOUND", path: ["input", "id"] });
  expect(unknown).toEqual(stranger);

  const ended = readField(await s.query(revoke, { input: { id: idOf(phone.viewer) } }, laptop.viewer), "sessionRevoke");
  expect(ended).toEqual({
    __typename: "SessionRevoked",
    id: idOf(phone.viewer),
    user: { sessions: [{ id: idOf(laptop.viewer) }] },
  });
  expect(await refresh(s, phone.refreshToken)).toEqual(refused);
  expect(await refresh(s, laptop.refreshToken)).toMatchObject({ __typename: "Session" });
});

const logout = `mutation ($input: LogoutInput!) { logout(input: $input) { ... on LoggedOut { sessionsEnded } } }`;

test("signing out ends this session, or all of them, and returns their number", async () => {
  const s = await shop();
  const laptop = await signedInAda(s);
  const phone = await signIn(s, ada);
  const tablet = await signIn(s, ada);
  expect(readField(await s.query(logout, { input: {} }, phone.viewer), "logout")).toEqual({ sessionsEnded: 1 });
  expect((await s.query(logout, { input: {} }, phone.viewer)).errors).toMatchObject([
    { extensions: { code: "UNAUTHENTICATED" } },
  ]);
  expect(await refresh(s, phone.refreshToken)).toEqual(refused);
  expect(readField(await s.query(logout, { input: { everywhere: true } }, laptop.viewer), "logout")).toEqual({
    sessionsEnded: 2,
  });
  for (const { refreshToken } of [laptop, tablet]) expect(await refresh(s, refreshToken)).toEqual(refused);
  const log = await s.query(`{ auditEntries { nodes { action summary actor { id } } } }`, {}, administrator);
  const id = laptop.viewer.kind === "user" ? laptop.viewer.id : "";
  const entry = { action: "sessions.ended", summary: `Ended all 2 sign-ins of ${id}.`, actor: { id } };
  expect(readField(log, "auditEntries")).toEqual({ nodes: [entry] });
});
