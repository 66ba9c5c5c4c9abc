/** Viewer assertions: signed by the router alone, for one service and half a minute, made once and checked once. */

import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import type { Viewer } from "../../../src/identity/identity.ts";
import { developmentRing, type KeyRing } from "../../../src/identity/keys/key-ring.ts";
import type { KeySet } from "../../../src/identity/keys/key-set.ts";
import {
  openAssertionCheck,
  openAssertions,
  signAssertion,
  signingKeyOf,
} from "../../../src/identity/keys/viewer-assertions.ts";
import { processes, serviceNames } from "../../support/processes.ts";

const start = Date.UTC(2026, 0, 15, 12);
const viewer: Viewer = { kind: "user", id: "user_1", role: "CUSTOMER", scopes: ["a:read"], sessionId: "ses_1" };
const asserted = { viewer, guest: ["chk_1"] };
const signingKey = signingKeyOf(developmentRing("router", processes));

/** A service that checks, and a clock that a test sets. */
function checking(changes: Partial<KeySet> = {}) {
  const clock = { at: start };
  const runtime = { now: () => clock.at };
  const known = developmentRing("orders", processes);
  const ring: KeyRing = { ...known, current: { ...known.current, ...changes } };
  return { clock, runtime, ring, check: openAssertionCheck(ring, runtime) };
}

/** A true signature over any content. */
function forged(content: unknown): string {
  const text = Buffer.from(JSON.stringify(content)).toString("base64url");
  const bytes = sign(null, Buffer.from(`hansa viewer assertion\n${text}`), signingKey.key);
  return `${text}.${bytes.toString("base64url")}`;
}
const content = {
  ...asserted,
  audience: "orders",
  issuedAt: start,
  expiresAt: start + 30_000,
  keyId: signingKey.id,
};

test("an assertion names the viewer to its audience, and is refused by every other service", () => {
  const { check } = checking();
  expect(check(signAssertion(signingKey, asserted, "orders", start))).toEqual(asserted);
  expect(check(forged(content))).toEqual(asserted);
  for (const other of ["products", "users", "payments", "router", "", "ORDERS"]) {
    expect(check(signAssertion(signingKey, asserted, other, start))).toBeUndefined();
  }
});

test("it is valid for 30 seconds and 5 of skew, at every check", () => {
  const { check, clock } = checking();
  const text = signAssertion(signingKey, asserted, "orders", start);
  clock.at = start - 5_001;
  expect(check(text)).toBeUndefined();
  clock.at = start - 5_000;
  expect(check(text)).toEqual(asserted);
  clock.at = start + 35_000;
  expect(check(text)).toEqual(asserted);
  clock.at = start + 35_001;
  expect(check(text)).toBeUndefined();
});

test.each([
  ["that lives for longer", { ...content, expiresAt: start + 30_001 }],
  ["without a viewer", { ...content, viewer: undefined }],
  ["of a viewer of no known kind", { ...content, viewer: { kind: "root" } }],
  ["with a time that is text", { ...content, issuedAt: String(start) }],
  ["under the id of another key", { ...content, keyId: "other" }],
])("one %s is refused, even with a valid signature", (_what, changed) => {
  expect(checking().check(forged(changed))).toBeUndefined();
});

test("a changed, truncated or wrongly signed assertion is refused", () => {
  const { check } = checking();
  const text = signAssertion(signingKey, asserted, "orders", start);
  const [claims = "", signature = ""] = text.split(".");
  const promoted = Buffer.from(JSON.stringify({ ...content, viewer: { ...viewer, role: "ADMIN" } }));
  const other = { id: signingKey.id, key: generateKeyPairSync("ed25519").privateKey };
  const invalid = [
    `${promoted.toString("base64url")}.${signature}`,
    `${claims}.`,
    claims,
    "",
    ".",
    `${text}.${signature}`,
    `${claims}.${Buffer.from(signature, "base64url").reverse().toString("base64url")}`,
    signAssertion(other, asserted, "orders", start),
  ];
  for (const each of invalid) expect(check(each)).toBeUndefined();
});

test("an assertion is refused once its key has been removed", () => {
  const { check, ring } = checking();
  const text = signAssertion(signingKey, asserted, "orders", start);
  expect(check(text)).toEqual(asserted);
  ring.current = { ...ring.current, viewerKeys: new Map() };
  expect(check(text)).toBeUndefined();
});

test("the router signs one per viewer and service, and a new one after half of its lifetime or with another key", () => {
  const { clock, runtime } = checking();
  const router = developmentRing("router", processes);
  const assert = openAssertions(router, runtime);
  const first = assert(asserted, "orders");
  expect(assert({ viewer: { ...viewer }, guest: ["chk_1"] }, "orders")).toBe(first);
  expect(assert(asserted, "products")).not.toBe(first);
  expect(assert({ viewer, guest: ["chk_2"] }, "orders")).not.toBe(first);
  expect(assert({ viewer: { ...viewer, role: "ADMIN" }, guest: ["chk_1"] }, "orders")).not.toBe(first);
  clock.at = start + 15_000;
  expect(assert(asserted, "orders")).toBe(first);
  clock.at = start + 15_001;
  const second = assert(asserted, "orders");
  expect(second).not.toBe(first);
  clock.at = start + 15_000;
  expect(assert(asserted, "orders")).not.toBe(second);
  const key = { id: "newer", key: generateKeyPairSync("ed25519").privateKey };
  const before = assert(asserted, "orders");
  router.current = { ...router.current, signingKeys: [key, ...router.current.signingKeys] };
  expect(assert(asserted, "orders")).not.toBe(before);
});

test("a service cannot sign an assertion", () => {
  for (const name of serviceNames) {
    expect(() => signingKeyOf(developmentRing(name, processes))).toThrow(`${name} cannot sign viewers`);
  }
});
