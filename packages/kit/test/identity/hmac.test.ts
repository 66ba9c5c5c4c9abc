/** The HMAC of requests: that of Node's own function. */
import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { hmacOf } from "../../src/identity/identity.ts";

test.each([
  ["keys of 32 bytes", 32],
  ["short keys", 1],
  ["keys of a block", 64],
])("the HMAC under %s is the one that Node computes, for messages of any length", (_name, keyBytes) => {
  const secret = createSecretKey(randomBytes(keyBytes));
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1_000]) {
    const [text, bytes] = ["é☃a".repeat(length), randomBytes(length)];
    const expected = createHmac("sha256", secret).update(text).update(bytes).digest("base64url");
    expect(hmacOf(secret, text, bytes)).toBe(expected);
    expect(hmacOf(secret, text, bytes)).toBe(expected);
  }
});

test("a key longer than a block is refused", () => {
  expect(() => hmacOf(createSecretKey(randomBytes(65)), "a", Buffer.from("b"))).toThrow("at most 64 bytes");
});
