/** Signing keys of access tokens: publication, rotation and encryption. */

import { createPrivateKey } from "node:crypto";
import { contentsOf } from "@hansa/kit/testing";
import { calculateJwkThumbprint } from "jose";
import { expect, test } from "vitest";
import { findCurrentKey } from "../../src/service/sessions/signing-keys.ts";
import { findSigningKeys } from "../../src/store/sessions/signing-keys.ts";
import { checkToken, createAccount, publishedKeys, refreshTokens, type Shop, shop, signIn } from "../support/shop.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const ada = "ada@hansa.example";

const currentKey = ({ service: { deps } }: Shop) => deps.store.read((db) => findCurrentKey(deps, db));

test("the published keys show public parts only", async () => {
  const s = await shop();
  const response = await s.service.internal.inject({ method: "GET", url: "/.well-known/jwks.json" });
  expect(response.statusCode).toBe(200);
  expect(response.headers["cache-control"]).toBe("public, max-age=60");
  expect(response.json()).toEqual({
    keys: [
      {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        use: "sig",
        x: expect.stringMatching(/^[\w-]{43}$/),
        kid: expect.stringMatching(/^[\w-]{43}$/),
      },
    ],
  });
  const [key] = response.json().keys;
  expect(key.kid).toBe(await calculateJwkThumbprint(key));
});

test("the next key is published five minutes before it signs, and the old one until its tokens have expired", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const kids = async () => (await publishedKeys(s)).map(({ kid }) => kid);
  const [old] = await kids();
  const signer = async (accessToken: string) => (await checkToken(s, accessToken)).protectedHeader.kid;

  await s.runtime.advance(30 * day - 5 * minute - 1);
  await s.service.runJobsOnce();
  expect(await kids()).toEqual([old]);

  await s.runtime.advance(1);
  await s.service.runJobsOnce();
  await s.service.runJobsOnce();
  const [next, ...others] = await kids();
  expect(others).toEqual([old]);

  await s.runtime.advance(5 * minute - 1_000);
  const last = await signIn(s, ada);
  expect(await signer(last.accessToken)).toBe(old);
  await s.runtime.advance(1_000);
  const first = await refreshTokens(s, last.refreshToken);
  expect(await signer(first.accessToken)).toBe(next);

  await s.runtime.advance(5 * minute - 1_001);
  await s.service.runJobsOnce();
  expect(await signer(last.accessToken)).toBe(old);
  await s.runtime.advance(1_001 + minute);
  await s.service.runJobsOnce();
  expect(await kids()).toEqual([next]);
});

test("after a long stop the old key signs until the next one has been published for five minutes", async () => {
  const folder = (await shop()).folder;
  const first = await shop({}, folder);
  await createAccount(first, { email: ada });
  const [old] = await publishedKeys(first);
  await first.close();
  const s = await shop({}, folder, first.runtime.now() + 90 * day);
  const keys = await publishedKeys(s);
  expect(keys).toHaveLength(2);
  const { accessToken } = await signIn(s, ada);
  expect((await checkToken(s, accessToken)).protectedHeader.kid).toBe(old?.kid);
  await s.runtime.advance(5 * minute);
  expect((await currentKey(s)).kid).toBe(keys[0]?.kid);
});

test("the private key is stored encrypted only", async () => {
  const s = await shop();
  const { privateKey } = await currentKey(s);
  const { d } = createPrivateKey({ key: Buffer.from(privateKey), type: "pkcs8", format: "der" }).export({
    format: "jwk",
  });
  const bytes = await contentsOf(s.place);
  const [published] = await publishedKeys(s);
  expect(bytes.includes(String(published?.x))).toBe(true);
  expect(bytes.includes(Buffer.from(String(d), "base64url"))).toBe(false);
  expect(bytes.includes(String(d))).toBe(false);
});

const [one, two, three] = [
  "the first secret of the shop no 1!!",
  "the second secret of the shop no 2!",
  "the third secret of the shop no 3!!",
];

test("a new secret beside the old one encrypts the same key again, so that the old one can be removed", async () => {
  const before = await shop({ HANSA_USERS_SECRET: one });
  const [key] = await publishedKeys(before);
  await before.close();
  const during = await shop({ HANSA_USERS_SECRET: `${two},${one}` }, before.folder);
  await during.close();
  const after = await shop({ HANSA_USERS_SECRET: two }, before.folder);
  expect(await publishedKeys(after)).toEqual([key]);
  expect((await currentKey(after)).kid).toBe(key?.kid);
});

test("with a secret that decrypts no key, a new key signs, and the old one is published until its tokens have expired", async () => {
  const before = await shop({ HANSA_USERS_SECRET: one });
  const [old] = await publishedKeys(before);
  await before.close();
  const after = await shop({ HANSA_USERS_SECRET: three }, before.folder, before.runtime.now() + 1);
  const { kid } = await currentKey(after);
  expect(kid).not.toBe(old?.kid);
  expect((await publishedKeys(after)).map((key) => key.kid)).toEqual([kid, old?.kid]);
  await after.runtime.advance(6 * minute);
  await after.service.runJobsOnce();
  expect((await publishedKeys(after)).map((key) => key.kid)).toEqual([kid]);
});

test("two shops with the same seed have different keys", async () => {
  const [left, right] = [await shop(), await shop()];
  const kids = await Promise.all(
    [left, right].map(async (s) => (await s.service.deps.store.read(findSigningKeys))[0]?.kid),
  );
  expect(kids[0]).not.toBe(kids[1]);
});
