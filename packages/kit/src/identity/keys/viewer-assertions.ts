/** Viewer assertions, each the router's signed statement of the viewer for one service and 30 seconds, and the verifiers of requests. */

import { sign, verify } from "node:crypto";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { routerName } from "../../runtime/processes.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import {
  claimLifeMs,
  clockSkewMs,
  type Identity,
  type VerifiedIdentity,
  type Viewer,
  verifyRequest,
  viewerSchema,
} from "../identity.ts";
import type { KeyRing } from "./key-ring.ts";
import type { KeySet, ViewerSigningKey } from "./key-set.ts";

/** The viewer and guest tokens that an assertion states. */
export type AssertedViewer = Pick<Identity, "viewer" | "guest">;

const assertion = z.object({
  viewer: viewerSchema,
  guest: z.array(z.string()),
  /** The one service that may believe it. */
  audience: z.string(),
  issuedAt: z.number(),
  expiresAt: z.number(),
  keyId: z.string(),
});

/** Separates these signatures from any other that the key might ever make. */
const context = "hansa viewer assertion\n";
/** An assertion is used again while it has this much of its life left, so that it is still good when a slow request arrives. */
const minLeftMs = 15_000;
/** Viewers and services of which an assertion is kept. One takes about a kilobyte. */
const maxCached = 4_000;

/** Signs the viewer for `audience`, from `now` on. */
export function signAssertion(
  signingKey: ViewerSigningKey,
  { viewer, guest }: AssertedViewer,
  audience: string,
  now: number,
): string {
  const claims = { viewer, guest, audience, issuedAt: now, expiresAt: now + claimLifeMs, keyId: signingKey.id };
  const text = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return `${text}.${sign(null, Buffer.from(context + text), signingKey.key).toString("base64url")}`;
}

/** Creates assertions with the keys of `ring`, and returns the same one again while it is valid. */
export function openAssertions(
  ring: KeyRing,
  runtime: Pick<Runtime, "now">,
): (identity: AssertedViewer, audience: string) => string {
  const made = new LRUCache<string, { text: string; issuedAt: number; keyId: string }>({ max: maxCached });
  // A verified token gives the same viewer each time.
  const names = new WeakMap<Viewer, string>();
  const nameOf = ({ viewer, guest }: AssertedViewer): string => {
    const name = names.get(viewer) ?? JSON.stringify(viewer);
    names.set(viewer, name);
    return guest.length === 0 ? name : `${name} ${JSON.stringify(guest)}`;
  };
  return (identity, audience) => {
    const signingKey = signingKeyOf(ring);
    const now = runtime.now();
    const cacheKey = `${audience} ${nameOf(identity)}`;
    const known = made.get(cacheKey);
    const left = known ? known.issuedAt + claimLifeMs - now : 0;
    if (known?.keyId === signingKey.id && left >= minLeftMs && now >= known.issuedAt) return known.text;
    const text = signAssertion(signingKey, identity, audience, now);
    made.set(cacheKey, { text, issuedAt: now, keyId: signingKey.id });
    return text;
  };
}

/** The key that signs viewers now. Throws in any process but the router. */
export function signingKeyOf({ self, current }: KeyRing): ViewerSigningKey {
  const [signingKey] = current.signingKeys;
  if (!signingKey) throw new Error(`${self} cannot sign viewers`);
  return signingKey;
}

/** Verifies assertions for one service; valid ones are cached until they expire or their key is dropped. */
export function openAssertionCheck(
  ring: KeyRing,
  runtime: Pick<Runtime, "now">,
): (text: string) => AssertedViewer | undefined {
  const verified = new LRUCache<string, z.infer<typeof assertion>>({ max: maxCached });
  return (text) => {
    const cached = verified.get(text);
    const known = cached ?? verifySignature(ring.current, text);
    if (!known || known.audience !== ring.self || !ring.current.viewerKeys.has(known.keyId)) return undefined;
    const now = runtime.now();
    const { issuedAt, expiresAt, viewer, guest } = known;
    const isLive = issuedAt <= now + clockSkewMs && now <= expiresAt + clockSkewMs;
    if (!isLive || expiresAt - issuedAt > claimLifeMs) {
      verified.delete(text);
      return undefined;
    }
    if (!cached) verified.set(text, known);
    return { viewer, guest };
  };
}

function verifySignature({ viewerKeys }: KeySet, text: string): z.infer<typeof assertion> | undefined {
  const [claims = "", signature = "", ...rest] = text.split(".");
  const parsed = assertion.safeParse(parseJson(claims));
  const key = parsed.data && viewerKeys.get(parsed.data.keyId);
  if (!parsed.success || !key || rest.length > 0) return undefined;
  const isValid = verify(null, Buffer.from(context + claims), key, Buffer.from(signature, "base64url"));
  return isValid ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return undefined;
  }
}

type Headers = { claims: unknown; signature: unknown; viewer?: unknown };
/** Returns the verified identity of these bytes, or undefined. */
export type Verify = (headers: Headers, body: Uint8Array) => VerifiedIdentity | undefined;

/** For the GraphQL server: accepts the router alone, and only with a viewer assertion. */
export function verifyRouter(ring: KeyRing, runtime: Pick<Runtime, "now">): Verify {
  const checkAssertion = openAssertionCheck(ring, runtime);
  return (headers, body) => {
    const request = verifyRequest(ring.current, headers, body, runtime.now());
    if (request?.caller !== routerName || request.assertion === undefined) return undefined;
    const asserted = checkAssertion(request.assertion);
    const { purpose, requestId, from, sender } = request;
    return asserted && { viewer: asserted.viewer, guest: asserted.guest, purpose, requestId, from, sender };
  };
}

/** For the internal server: accepts the holder of a pair key for itself, never for a viewer. */
export function verifyPeers(ring: KeyRing, runtime: Pick<Runtime, "now">): Verify {
  return (headers, body) => {
    const request = verifyRequest(ring.current, headers, body, runtime.now());
    if (!request || request.assertion !== undefined) return undefined;
    const { purpose, requestId, caller, sender } = request;
    return { viewer: { kind: "service", name: caller }, guest: [], purpose, requestId, sender };
  };
}
