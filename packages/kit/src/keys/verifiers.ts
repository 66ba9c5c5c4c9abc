/** Who each listener of a service believes: the router with a viewer assertion at the GraphQL one, any peer for itself at the internal one. */
import { type VerifiedIdentity, verifyRequest } from "../identity.ts";
import type { World } from "../world.ts";
import type { KeyRing } from "./key-ring.ts";
import { openAssertionCheck } from "./viewer-assertions.ts";

type Headers = { claims: unknown; signature: unknown; viewer?: unknown };
/** The identity that vouches for these bytes, or undefined. */
export type Verify = (headers: Headers, body: Uint8Array) => VerifiedIdentity | undefined;

/** For the GraphQL listener: the router alone is heard, and only for a viewer whom it asserts. */
export function verifyRouter(ring: KeyRing, world: Pick<World, "now">): Verify {
  const checkAssertion = openAssertionCheck(ring, world);
  return (headers, body) => {
    const request = verifyRequest(ring.current, headers, body, world.now());
    if (request?.caller !== "router" || request.assertion === undefined) return undefined;
    const asserted = checkAssertion(request.assertion);
    const { purpose, requestId, from } = request;
    return asserted && { ...asserted, purpose, requestId, ...(from ? { from } : {}) };
  };
}

/** For the internal listener: the holder of a pair key asks for itself. Nobody speaks for a viewer there. */
export function verifyPeers(ring: KeyRing, world: Pick<World, "now">): Verify {
  return (headers, body) => {
    const request = verifyRequest(ring.current, headers, body, world.now());
    if (!request || request.assertion !== undefined) return undefined;
    const { purpose, requestId, caller } = request;
    return { viewer: { kind: "service", name: caller }, guest: [], purpose, requestId };
  };
}
