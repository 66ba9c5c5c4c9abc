/** Keys of API clients: each has a recognisable form, typing errors are detected, and the stored hash is no key. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { hashApiKey, isMeantAsApiKey, isWellFormedApiKey, makeApiKey } from "../../src/identity/api-key.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";

const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });
const ids = fc.integer({ min: 1, max: 1_000 }).map((seed) => manualRuntime(Date.UTC(2026, 0, 15), seed).newId("cli"));
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

test("every key has the form that secret scanners recognise, and contains its client's id", () => {
  fc.assert(
    fc.property(ids, secrets, (id, secret) => {
      const key = makeApiKey(id, secret);
      expect(key).toMatch(/^hansa_[0-9a-z]{26}_[0-9a-z]{58}$/);
      expect(key).toContain(id.slice(4));
      expect([isMeantAsApiKey(key), isWellFormedApiKey(key)]).toEqual([true, true]);
    }),
  );
});

test("a wrong, missing, extra or transposed letter is detected", () => {
  const place = fc.nat({ max: 90 });
  const letter = fc.constantFrom(...alphabet);
  fc.assert(
    fc.property(ids, secrets, place, letter, (id, secret, at, other) => {
      const key = makeApiKey(id, secret);
      const before = key.slice(0, at);
      const wrong = [
        `${before}${other}${key.slice(at + 1)}`,
        `${before}${other}${key.slice(at)}`,
        `${before}${key.slice(at + 1)}`,
        `${before}${key.charAt(at + 1)}${key.charAt(at)}${key.slice(at + 2)}`,
      ];
      for (const text of wrong) expect(isWellFormedApiKey(text)).toBe(text === key);
    }),
  );
});

test("different secrets make different keys and hashes, and a hash reveals nothing of its key", () => {
  fc.assert(
    fc.property(ids, secrets, secrets, (id, one, other) => {
      fc.pre(one.some((byte, index) => byte !== other[index]));
      const [a, b] = [makeApiKey(id, one), makeApiKey(id, other)];
      expect(a).not.toBe(b);
      expect(hashApiKey(a)).not.toBe(hashApiKey(b));
      expect(hashApiKey(a)).toMatch(/^[\w-]{43}$/);
      expect(isWellFormedApiKey(hashApiKey(a))).toBe(false);
    }),
  );
});

test("a secret of another length and an id that is no client's make no key", () => {
  expect(() => makeApiKey("cli_1", new Uint8Array(32))).toThrow("cli_1");
  expect(() => makeApiKey("user_01kf0rdqg0jcg4634zvmyzvdv6", new Uint8Array(32))).toThrow();
  for (const length of [0, 16, 31, 34]) {
    expect(() => makeApiKey("cli_01kf0rdqg0jcg4634zvmyzvdv6", new Uint8Array(length))).toThrow();
  }
});

test("an access token is not mistaken for a key", () => {
  expect(isMeantAsApiKey("eyJhbGciOiJFZERTQSJ9.e30.c2ln")).toBe(false);
});
