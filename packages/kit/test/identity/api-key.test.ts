/** Keys of API clients: each has a recognisable form, only users can make one, typing errors are detected, and the stored hash is no key. */

import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkApiKey, hasApiKeyPrefix, hashApiKey, makeApiKey } from "../../src/identity/api-key.ts";
import { developmentKeys } from "../../src/identity/keys/development-keys.ts";
import { developmentApiKey, formerApiKey } from "../../testing/api-keys.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { processes } from "../support/processes.ts";

const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });
const ids = fc.integer({ min: 1, max: 1_000 }).map((seed) => manualRuntime(Date.UTC(2026, 0, 15), seed).newId("cli"));
const keys = developmentKeys("router", processes);
const otherSecret = { id: "other", secret: createSecretKey(new Uint8Array(32).fill(9)) };
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

test("every key has the form that secret scanners recognise, and contains its client's id", () => {
  fc.assert(
    fc.property(ids, secrets, (id, secret) => {
      const key = developmentApiKey(id, secret);
      expect(key).toMatch(/^hansa_[0-9a-z]{26}_[0-9a-z]{58}$/);
      expect(key).toContain(id.slice(4));
      expect([hasApiKeyPrefix(key), checkApiKey(key, keys)]).toEqual([true, "present"]);
    }),
  );
});

test("a wrong, missing, extra or transposed letter is detected", () => {
  const place = fc.nat({ max: 90 });
  const letter = fc.constantFrom(...alphabet);
  fc.assert(
    fc.property(ids, secrets, place, letter, (id, secret, at, other) => {
      const key = developmentApiKey(id, secret);
      const before = key.slice(0, at);
      const invalid = [
        `${before}${other}${key.slice(at + 1)}`,
        `${before}${other}${key.slice(at)}`,
        `${before}${key.slice(at + 1)}`,
        `${before}${key.charAt(at + 1)}${key.charAt(at)}${key.slice(at + 2)}`,
      ];
      for (const text of invalid) expect(checkApiKey(text, keys)).toBe(text === key ? "present" : undefined);
    }),
  );
});

test("different secrets make different keys and hashes, and a hash reveals nothing of its key", () => {
  fc.assert(
    fc.property(ids, secrets, secrets, (id, one, other) => {
      fc.pre(one.some((byte, index) => byte !== other[index]));
      const [a, b] = [developmentApiKey(id, one), developmentApiKey(id, other)];
      expect(a).not.toBe(b);
      expect(hashApiKey(a)).not.toBe(hashApiKey(b));
      expect(hashApiKey(a)).toMatch(/^[\w-]{43}$/);
      expect(checkApiKey(hashApiKey(a), keys)).toBeUndefined();
    }),
  );
});

test("a key is recognised as issued with the present secret, with a former one or without any, and else refused", () => {
  fc.assert(
    fc.property(ids, secrets, (id, random) => {
      const issued = developmentApiKey(id, random);
      const early = formerApiKey(id, random);
      const foreign = makeApiKey(id, random, { ...keys, apiKeySecrets: [otherSecret] });
      const rotated = { ...keys, apiKeySecrets: [otherSecret, ...keys.apiKeySecrets] };
      const checked = (keySet: typeof keys) => [issued, early, foreign].map((key) => checkApiKey(key, keySet));
      expect(checked(keys)).toEqual(["present", "former", undefined]);
      expect(checked(rotated)).toEqual(["former", "former", "present"]);
      expect(checked({ ...keys, apiKeySecrets: [] })).toEqual([undefined, "former", undefined]);
    }),
  );
});

test("a process without a secret makes no key", () => {
  const id = "cli_01kf0rdqg0jcg4634zvmyzvdv6";
  expect(() => makeApiKey(id, new Uint8Array(32), developmentKeys("orders", processes))).toThrow(
    "no secret of API keys",
  );
});

test("a secret of another length and an id that is no client's make no key", () => {
  expect(() => developmentApiKey("cli_1", new Uint8Array(32))).toThrow("cli_1");
  expect(() => developmentApiKey("user_01kf0rdqg0jcg4634zvmyzvdv6", new Uint8Array(32))).toThrow();
  for (const length of [0, 16, 31, 34]) {
    expect(() => developmentApiKey("cli_01kf0rdqg0jcg4634zvmyzvdv6", new Uint8Array(length))).toThrow();
  }
});

test("an access token is not mistaken for a key", () => {
  expect(hasApiKeyPrefix("eyJhbGciOiJFZERTQSJ9.e30.c2ln")).toBe(false);
});
