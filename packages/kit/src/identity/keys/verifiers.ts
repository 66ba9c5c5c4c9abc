/** Request verifiers: the GraphQL server accepts the router with a viewer assertion, the internal server any peer for itself. */

import type { Runtime } from "../../runtime/runtime.ts";
import { type VerifiedIdentity, verifyRequest } from "../identity.ts";
import type { KeyRing } from "./key-ring.ts";
import { openAssertionCheck } from "./viewer-assertions.ts";

type Headers = { claims: unknown; signature: unknown; viewer?: unknown };
/** Returns the verified identity of these bytes, or undefined. */
export type Verify = (headers: Headers, body: Uint8Array) => VerifiedIdentity | undefined;

/** For the GraphQL server: accepts the router alone, and only with a viewer assertion. */
export function verifyRouter(ring: KeyRing, runtime: Pick<Runtime, "now">): Verify {
  const checkAssertion = openAssertionCheck(ring, runtime);
  return (headers, body) => {
    const request = verifyRequest(ring.current, headers, body, runtime.now());
    if (request?.caller !== "router" || request.assertion === undefined) return undefined;
    const asserted = checkAssertion(request.assertion);
    const { purpose, requestId, from } = request;
    return asserted && { viewer: asserted.viewer, guest: asserted.guest, purpose, requestId, from };
  };
}

/** For the internal server: accepts the holder of a pair key for itself, never for a viewer. */
export function verifyPeers(ring: KeyRing, runtime: Pick<Runtime, "now">): Verify {
  return (headers, body) => {
    const request = verifyRequest(ring.current, headers, body, runtime.now());
    if (!request || request.assertion !== undefined) return undefined;
    const { purpose, requestId, caller } = request;
    return { viewer: { kind: "service", name: caller }, guest: [], purpose, requestId };
  };
}
