/** Signed requests: a changed, stolen, expired or guessed signature identifies no caller. */
import { createHmac, createSecretKey } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  hasScope,
  type SignedRequest,
  signRequest,
  type Viewer,
  verifyRequest,
  viewerIdOf,
} from "../../src/identity/identity.ts";
import type { PairKey, PairKeys } from "../../src/identity/keys/key-set.ts";
import type { Caller, ServiceName } from "../support/processes.ts";

const now = Date.UTC(2026, 0, 15, 12);
const body = '{"query":"{ __typename }"}';
const request: SignedRequest = {
  requestId: "req_1",
  purpose: "graphql",
  from: { address: "192.0.2.1", agent: null },
  assertion: "c2FpZA.c2lnbmF0dXJl",
};
const secretOf = (byte: number) => createSecretKey(new Uint8Array(32).fill(byte));
const key: PairKey = { id: "k1", secret: secretOf(1) };
const keys: PairKeys = [key];
/** The keys of a service, for the calls that it answers. */
const service = (...known: [Caller, PairKey][]) => ({
  incoming: new Map(known.map(([caller, { id, secret }]) => [id, { caller, secret }])),
});
const orders = service(["router", key]);
const signed = signRequest(keys, request, body, now);
const verified = { ...request, caller: "router" };

type Changes = {
  claims?: unknown;
  signature?: unknown;
  viewer?: unknown;
  body?: string;
  at?: number;
  by?: typeof orders;
};

function verify(changes: Changes = {}) {
  const { "hansa-claims": claims, "hansa-signature": signature, "hansa-viewer": viewer } = signed;
  const headers = { claims, signature, viewer, ...changes };
  return verifyRequest(changes.by ?? orders, headers, Buffer.from(changes.body ?? body), changes.at ?? now);
}

function encode(claims: unknown): string {
  return Buffer.from(JSON.stringify(claims)).toString("base64url");
}

/** A valid signature over any claims, as a holder of the key can make it. */
function signatureOf(claims: string): string {
  const { assertion = "" } = request;
  const text = `${claims.length} ${assertion.length}\n${claims}${assertion}\n${body}`;
  return createHmac("sha256", key.secret).update(text).digest("base64url");
}

const { assertion: _assertion, ...requestClaims } = request;
const trueClaims = { ...requestClaims, issuedAt: now, keyId: key.id };

test("the signed claims are the verified claims, and the caller is the owner of the key", () => {
  expect(verify()).toEqual(verified);
  const alone = signRequest(keys, { requestId: "req_1", purpose: "/internal/reserve" }, body, now);
  expect(alone["hansa-viewer"]).toBeUndefined();
  const headers = { claims: alone["hansa-claims"], signature: alone["hansa-signature"] };
  expect(verifyRequest(service(["orders", key]), headers, Buffer.from(body), now)).toEqual({
    requestId: "req_1",
    purpose: "/internal/reserve",
    caller: "orders",
    assertion: undefined,
  });
});

test("people and programs have scopes and an id, and no other viewer has", () => {
  const person: Viewer = { kind: "user", id: "user_1", role: "CUSTOMER", scopes: ["orders:read"], sessionId: "ses_1" };
  const program: Viewer = { kind: "client", id: "cli_1", scopes: ["orders:read"] };
  const others: Viewer[] = [{ kind: "guest" }, { kind: "service", name: "orders" }];
  for (const viewer of [person, program]) {
    expect([hasScope(viewer, "orders:read"), hasScope(viewer, "orders:write")]).toEqual([true, false]);
  }
  expect([person, program, ...others].map(viewerIdOf)).toEqual(["user_1", "cli_1", undefined, undefined]);
  for (const viewer of others) expect(hasScope(viewer, "orders:read")).toBe(false);
});

test.each<[string, Changes]>([
  ["another body", { body: body.replace("__typename", "_service") }],
  ["a longer body", { body: `${body} ` }],
  ["no body", { body: "" }],
  ["claims for another purpose", { claims: encode({ ...trueClaims, purpose: "/internal/reserve" }) }],
  ["claims of another place", { claims: encode({ ...trueClaims, from: { address: "192.0.2.2", agent: null } }) }],
  ["fresher claims under the old signature", { claims: encode({ ...trueClaims, issuedAt: now + 1 }), at: now + 1 }],
  ["the assertion of another viewer", { viewer: "b3RoZXI.c2lnbmF0dXJl" }],
  ["the assertion left out", { viewer: undefined }],
  ["the assertion sent twice", { viewer: [request.assertion, request.assertion] }],
  ["no signature", { signature: "" }],
  ["half a signature", { signature: signed["hansa-signature"].slice(0, 20) }],
  ["a signature with more behind it", { signature: `${signed["hansa-signature"]}AAAA` }],
  ["a signature of another length of key", { signature: createHmac("sha512", "x").update(body).digest("base64url") }],
  ["the claims as the signature", { signature: signed["hansa-claims"] }],
  ["headers that were sent twice", { claims: [signed["hansa-claims"], signed["hansa-claims"]] }],
  ["claims that are no text", { claims: undefined, signature: null }],
  ["a key of that id with another secret", { by: service(["router", { id: "k1", secret: secretOf(2) }]) }],
  ["a key of another id", { by: service(["router", { id: "k2", secret: key.secret }]) }],
  ["no key at all", { by: service() }],
])("refused: %s", (_what, changes) => {
  expect(verify(changes)).toBeUndefined();
});

test.each([
  ["just signed", 0, true],
  ["30 seconds and 5 of skew old", 35_000, true],
  ["a moment older than that", 35_001, false],
  ["from a clock that is 5 seconds ahead", -5_000, true],
  ["from further in the future", -5_001, false],
])("a request %s", (_what, age, isAccepted) => {
  expect(verify({ at: now + age })).toEqual(isAccepted ? verified : undefined);
});

test("complete claims with a valid signature are accepted", () => {
  const text = encode(trueClaims);
  expect(verify({ claims: text, signature: signatureOf(text) })).toEqual(verified);
});

test.each([
  ["a time that is text", { ...trueClaims, issuedAt: String(now) }],
  ["a time that is null", { ...trueClaims, issuedAt: null }],
  ["the id of another key", { ...trueClaims, keyId: "AAAAAAAA" }],
  ["no purpose", { ...trueClaims, purpose: undefined }],
  ["no request id", { ...trueClaims, requestId: undefined }],
  ["nothing in them", null],
])("claims with %s are refused, even with a valid signature", (_what, claims) => {
  const text = encode(claims);
  expect(verify({ claims: text, signature: signatureOf(text) })).toBeUndefined();
});

test.each([
  ["no JSON", "not json"],
  ["half of it", encode(trueClaims).slice(0, 20)],
  ["nothing", ""],
  ["bytes that are no text", "\u00ff\ufffd"],
])("claims that are %s are refused with a valid signature, and never throw", (_what, content) => {
  const text = Buffer.from(content).toString("base64url");
  expect(verify({ claims: text, signature: signatureOf(text) })).toBeUndefined();
});

test("any other header is refused and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.anything()), fc.oneof(fc.string(), fc.anything()), (claims, signature) => {
      expect(verify({ claims, signature: signature ?? null })).toBeUndefined();
    }),
  );
});

test("a single changed bit of the signature, the claims or the body makes a request unsigned", () => {
  const flip = (bytes: Buffer, bit: number) => {
    const changed = Buffer.from(bytes);
    const index = (bit >> 3) % changed.length;
    changed.writeUInt8(changed.readUInt8(index) ^ (1 << (bit & 7)), index);
    return changed;
  };
  const { "hansa-claims": claims, "hansa-signature": signature, "hansa-viewer": viewer } = signed;
  const flipped = (text: string, bit: number) => flip(Buffer.from(text, "base64url"), bit).toString("base64url");
  fc.assert(
    fc.property(fc.nat(10_000), (bit) => {
      const changedBody = flip(Buffer.from(body), bit);
      expect(verifyRequest(orders, { claims, signature, viewer }, changedBody, now)).toBeUndefined();
      expect(verify({ claims: flipped(claims, bit) })).toBeUndefined();
      expect(verify({ signature: flipped(signature, bit) })).toBeUndefined();
    }),
  );
});

test("during a rotation both keys are accepted, and the first one signs", () => {
  const fresh: PairKey = { id: "k2", secret: secretOf(2) };
  const both = service(["router", key], ["router", fresh]);
  expect(verify({ by: both })).toEqual(verified);
  const { "hansa-claims": claims, "hansa-signature": signature } = signRequest([fresh, key], request, body, now);
  expect(verify({ claims, signature, by: service(["router", fresh]) })).toEqual(verified);
  expect(verify({ claims, signature })).toBeUndefined();
});

test("two different requests never have equal signed bytes: parts cannot be shifted", () => {
  const callee: ServiceName = "orders";
  const moved = signRequest(keys, { requestId: callee, purpose: "graphql", assertion: "a" }, "b\nc", now);
  const headers = { claims: moved["hansa-claims"], signature: moved["hansa-signature"] };
  expect(verifyRequest(orders, { ...headers, viewer: "a\nb" }, Buffer.from("c"), now)).toBeUndefined();
  const bare = signRequest(keys, { requestId: callee, purpose: "graphql" }, "x", now);
  const without = { claims: bare["hansa-claims"], signature: bare["hansa-signature"] };
  expect(verifyRequest(orders, { ...without, viewer: "" }, Buffer.from("x"), now)).toBeUndefined();
});
