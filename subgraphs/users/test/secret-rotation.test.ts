/** A secret that one process has before another: no erasure, e-mail or session is lost to the process that lacks it. */

import { findOpenAlarms } from "@hansa/kit/alarms";
import { mailQueue } from "@hansa/kit/mail";
import { expect, test } from "vitest";
import { pendingErasures, sessions } from "../src/store/tables.ts";
import {
  createAccount,
  login,
  noon,
  password,
  readField,
  readMail,
  refresh,
  refreshTokens,
  type Shop,
  shop,
  signIn,
} from "./support/shop.ts";

const [former, fresh, foreign] = [
  "the first secret of the shop no 1!!",
  "the second secret of the shop no 2!",
  "the third secret of the shop no 3!!",
];
const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const ada = "ada@hansa.example";

/** Two processes on one store: the first was restarted with a new secret, the second was not yet. */
async function midRotation() {
  const before = await shop({ HANSA_USERS_SECRET: former });
  await createAccount(before, { email: ada });
  const device = await signIn(before, ada);
  const ahead = await shop({ HANSA_USERS_SECRET: `${fresh},${former}` }, before.folder);
  return { ahead, behind: before, device };
}

async function mutate(s: Shop, field: string, input: object, by?: Awaited<ReturnType<typeof signIn>>["viewer"]) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`;
  return readField(await s.query(text, { input }, by), field);
}

const pendingOf = (s: Shop) => s.service.deps.store.read((db) => db.select().from(pendingErasures));
const sessionsOf = (s: Shop) => s.service.deps.store.read((db) => db.select().from(sessions));
const queuedBy = (s: Shop) => s.service.deps.store.read((db) => db.select().from(mailQueue));
const alarmsOf = async (s: Shop) =>
  (await s.service.deps.store.read((db) => findOpenAlarms(db))).map(({ name }) => name).sort();

test("a process whose secret opens no signing key spends no refresh token and begins no session", async () => {
  const { behind, device } = await midRotation();
  await expect(refresh(behind, device.refreshToken)).rejects.toThrow();
  await expect(login(behind, ada)).rejects.toThrow();
  expect(await sessionsOf(behind)).toHaveLength(1);
  await behind.close();
  const restarted = await shop({ HANSA_USERS_SECRET: `${fresh},${former}` }, behind.folder, noon + minute);
  const next = await refreshTokens(restarted, device.refreshToken);
  expect(await refreshTokens(restarted, next.refreshToken)).toHaveProperty("accessToken");
});

test("an erasure whose address a process cannot open is kept, and another process requests it", async () => {
  const { ahead, behind, device } = await midRotation();
  expect(await mutate(ahead, "accountErase", { password }, device.viewer)).toEqual({ __typename: "AccountErased" });
  await behind.service.runJobsOnce();
  expect(behind.peers.erasedGuests).toEqual([]);
  expect(await pendingOf(ahead)).toMatchObject([{ attempts: 1 }]);
  await ahead.runtime.advance(minute);
  await ahead.service.runJobsOnce();
  expect(ahead.peers.erasedGuests).toMatchObject([{ email: ada }]);
  expect(await pendingOf(ahead)).toEqual([]);
});

test("an erasure whose secret is gone raises an alarm after 20 attempts, and is given up with another after 30 days", async () => {
  const { ahead, behind, device } = await midRotation();
  await mutate(ahead, "accountErase", { password }, device.viewer);
  await Promise.all([ahead.close(), behind.close()]);
  const s = await shop({ HANSA_USERS_SECRET: foreign }, ahead.folder);
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    await s.runtime.advance(7 * minute);
    await s.service.runJobsOnce();
  }
  expect(await pendingOf(s)).toMatchObject([{ attempts: 20 }]);
  expect(await alarmsOf(s)).toEqual(["erasure_stalled"]);
  await s.runtime.advance(30 * day);
  await s.service.runJobsOnce();
  expect(await pendingOf(s)).toEqual([]);
  expect(await alarmsOf(s)).toEqual(["guest_not_erased", "mail_given_up"]);
});

test.each([
  ["a reset", "passwordResetRequest", { email: ada }, "guest"],
  ["a verification", "register", { email: "eve@hansa.example", password, displayName: "Eve" }, "guest"],
  ["a change of address", "emailChangeRequest", { email: "ada.l@hansa.example", password }, "ada"],
  ["an export", "accountExport", {}, "ada"],
  ["an erasure", "accountErase", { password }, "ada"],
] as const)(
  "e-mails of %s that a process cannot write stay queued, and another process sends them",
  async (_case, field, input, by) => {
    const { ahead, behind, device } = await midRotation();
    await mutate(ahead, field, input, by === "ada" ? device.viewer : undefined);
    for (let turn = 0; turn < 2; turn += 1) await behind.service.runJobsOnce();
    const queued = await queuedBy(ahead);
    expect(queued.length).toBeGreaterThan(0);
    expect(queued.filter(({ sentAt }) => sentAt !== null)).toEqual([]);
    expect(readMail(behind)).toEqual([]);
    await ahead.runtime.advance(minute);
    await ahead.service.runJobsOnce();
    expect(readMail(ahead)).toHaveLength(queued.length);
  },
);

test("with the new secret behind the former in all processes first, each process opens the values of the others", async () => {
  const behind = await shop({ HANSA_USERS_SECRET: `${former},${fresh}` });
  await createAccount(behind, { email: ada });
  const ahead = await shop({ HANSA_USERS_SECRET: `${fresh},${former}` }, behind.folder);
  const { refreshToken } = await signIn(ahead, ada);
  const { viewer } = await signIn(behind, ada);
  expect(await refreshTokens(behind, refreshToken)).toEqual(
    expect.objectContaining({ refreshToken: (await refreshTokens(ahead, refreshToken)).refreshToken }),
  );
  await mutate(ahead, "passwordResetRequest", { email: ada });
  await behind.service.runJobsOnce();
  expect(readMail(behind)).toHaveLength(1);
  await mutate(ahead, "accountErase", { password }, viewer);
  await behind.service.runJobsOnce();
  expect(behind.peers.erasedGuests).toMatchObject([{ email: ada }]);
});
