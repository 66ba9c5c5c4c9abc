/** Signed identities: whoever changes, borrows, keeps or guesses one is nobody. */
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  askerId,
  hasScope,
  type Identity,
  pairKeys,
  signIdentity,
  type Viewer,
  verifyIdentity,
} from "../src/identity.ts";

const now = Date.UTC(2026, 0, 15, 12);
const root = "a root secret of at least 32 characters";
const newRoot = "another root secret of at least 32 characters";
const keys = pairKeys([root], "router", "orders");
const body = '{"query":"{ __typename }"}';
const identity: Identity = {
  viewer: { kind: "user", id: "user_1", role: "CUSTOMER", scopes: ["orders:read"], sessionId: "ses_1" },
  guest: ["chk_1"],
  requestId: "req_1",
};
const signed = signIdentity(keys, identity, body, now);
const verified = { ...identity, purpose: "graphql" };

type Given = { claims?: unknown; signature?: unknown; body?: string; at?: number; by?: typeof keys };

function verify({ claims = signed["hansa-claims"], signature = signed["hansa-signature"], ...given }: Given = {}) {
  return verifyIdentity(given.by ?? keys, { claims, signature }, Buffer.from(given.body ?? body), given.at ?? now);
}

function encode(claims: unknown): string {
  return encodeText(JSON.stringify(claims));
}

function encodeText(text: string): string {
  return Buffer.from(text).toString("base64url");
}

/** A true signature over any claims at all, as somebody could make who has the key. */
function signatureOf(claims: string): string {
  return createHmac("sha256", keys[0].secret).update(`${claims}\n${body}`).digest("base64url");
}

const trueClaims = { ...verified, issuedAt: now, keyId: keys[0].id };

test("what was signed is what is verified, and nothing more", () => {
  expect(verify()).toEqual(verified);
});

test.each<[string, Identity]>([
  ["a program", { ...identity, viewer: { kind: "client", id: "cli_1", scopes: ["orders:read"] } }],
  ["where the request came from", { ...identity, from: { address: "192.0.2.1", agent: null } }],
])("%s is said as it is", (_what, said) => {
  const { "hansa-claims": claims, "hansa-signature": signature } = signIdentity(keys, said, body, now);
  expect(verify({ claims, signature })).toEqual({ ...said, purpose: "graphql" });
});

test("scopes and an id have people and programs, and nobody else", () => {
  const program: Viewer = { kind: "client", id: "cli_1", scopes: ["orders:read"] };
  const others: Viewer[] = [{ kind: "guest" }, { kind: "service", name: "orders" }];
  for (const viewer of [identity.viewer, program]) {
    expect([hasScope(viewer, "orders:read"), hasScope(viewer, "orders:write")]).toEqual([true, false]);
  }
  expect([identity.viewer, program, ...others].map(askerId)).toEqual(["user_1", "cli_1", undefined, undefined]);
  for (const viewer of others) expect(hasScope(viewer, "orders:read")).toBe(false);
});

test("an identity says what it was signed for: the graph, unless something else was named", () => {
  const path = "/internal/reserve";
  const { "hansa-claims": claims, "hansa-signature": signature } = signIdentity(keys, identity, body, now, path);
  expect(verify({ claims, signature })).toEqual({ ...identity, purpose: path });
  expect(verify({ signature })).toBeUndefined();
});

test.each<[string, Given]>([
  ["another body", { body: body.replace("__typename", "_service") }],
  ["a longer body", { body: `${body} ` }],
  ["no body", { body: "" }],
  ["claims of another role", { claims: encode({ ...trueClaims, viewer: { ...identity.viewer, role: "ADMIN" } }) }],
  ["claims with one more thing a guest holds", { claims: encode({ ...trueClaims, guest: ["chk_1", "chk_2"] }) }],
  ["claims for another purpose", { claims: encode({ ...trueClaims, purpose: "/internal/reserve" }) }],
  ["fresher claims under the old signature", { claims: encode({ ...trueClaims, issuedAt: now + 1 }), at: now + 1 }],
  ["no signature", { signature: "" }],
  ["half a signature", { signature: signed["hansa-signature"].slice(0, 20) }],
  ["a signature with more behind it", { signature: `${signed["hansa-signature"]}AAAA` }],
  ["a signature of another length of key", { signature: createHmac("sha512", "x").update(body).digest("base64url") }],
  ["the claims as the signature", { signature: signed["hansa-claims"] }],
  ["headers that were sent twice", { claims: [signed["hansa-claims"], signed["hansa-claims"]] }],
  ["claims that are no text", { claims: undefined, signature: null }],
  ["the key of another callee", { by: pairKeys([root], "router", "payments") }],
  ["the key of another caller", { by: pairKeys([root], "products", "orders") }],
  ["caller and callee the other way round", { by: pairKeys([root], "orders", "router") }],
  ["another root secret", { by: pairKeys([newRoot], "router", "orders") }],
])("refused: %s", (_what, given) => {
  expect(verify(given)).toBeUndefined();
});

test.each([
  ["just signed", 0, true],
  ["30 seconds and 5 of skew old", 35_000, true],
  ["a moment older than that", 35_001, false],
  ["from a clock that is 5 seconds ahead", -5_000, true],
  ["from further in the future", -5_001, false],
])("an identity %s", (_what, age, isHeard) => {
  expect(verify({ at: now + age })).toEqual(isHeard ? verified : undefined);
});

test("claims that are complete are heard under a true signature", () => {
  const text = encode(trueClaims);
  expect(verify({ claims: text, signature: signatureOf(text) })).toEqual(verified);
});

test.each([
  ["no viewer", { ...trueClaims, viewer: undefined }],
  ["a viewer of no known kind", { ...trueClaims, viewer: { kind: "root" } }],
  ["a user without scopes", { ...trueClaims, viewer: { kind: "user", id: "user_1" } }],
  ["a time that is text", { ...trueClaims, issuedAt: String(now) }],
  ["a time that is null", { ...trueClaims, issuedAt: null }],
  ["the id of another key", { ...trueClaims, keyId: "AAAAAAAA" }],
  ["no purpose", { ...trueClaims, purpose: undefined }],
  ["nothing in them", null],
])("claims with %s are refused, even under a true signature", (_what, claims) => {
  const text = encode(claims);
  expect(verify({ claims: text, signature: signatureOf(text) })).toBeUndefined();
});

test.each([
  ["no JSON", "not json"],
  ["half of it", encode(trueClaims).slice(0, 20)],
  ["nothing", ""],
  ["bytes that are no text", "\u00ff\ufffd"],
])("claims that are %s are refused under a true signature, and never throw", (_what, content) => {
  const text = encodeText(content);
  expect(verify({ claims: text, signature: signatureOf(text) })).toBeUndefined();
});

test("whatever else is sent as headers is refused, and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.anything()), fc.oneof(fc.string(), fc.anything()), (claims, signature) => {
      expect(verify({ claims, signature: signature ?? null })).toBeUndefined();
    }),
  );
});

test("a single bit of the signature, of the claims or of the body makes it nobody's", () => {
  const flip = (bytes: Buffer, bit: number) => {
    const changed = Buffer.from(bytes);
    const index = (bit >> 3) % changed.length;
    changed.writeUInt8(changed.readUInt8(index) ^ (1 << (bit & 7)), index);
    return changed;
  };
  const { "hansa-claims": claims, "hansa-signature": signature } = signed;
  fc.assert(
    fc.property(fc.nat(10_000), (bit) => {
      const bytes = flip(Buffer.from(body), bit);
      expect(verifyIdentity(keys, { claims, signature }, bytes, now)).toBeUndefined();
      expect(verify({ claims: flip(Buffer.from(claims, "base64url"), bit).toString("base64url") })).toBeUndefined();
      expect(
        verify({ signature: flip(Buffer.from(signature, "base64url"), bit).toString("base64url") }),
      ).toBeUndefined();
    }),
  );
});

test("while a root secret is being replaced both are heard, and the newer one signs", () => {
  const both = pairKeys([newRoot, root], "router", "orders");
  const onlyNew = pairKeys([newRoot], "router", "orders");
  expect(verify({ by: both })).toEqual(verified);
  const { "hansa-claims": claims, "hansa-signature": signature } = signIdentity(both, identity, body, now);
  expect(verify({ claims, signature, by: onlyNew })).toEqual(verified);
  expect(verify({ claims, signature, by: keys })).toBeUndefined();
});

test("without a root secret there are no keys", () => {
  expect(() => pairKeys([], "router", "orders")).toThrow("no root secret");
});
