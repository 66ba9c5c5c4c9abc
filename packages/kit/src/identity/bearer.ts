/**
 * Identification of requests that the router has not signed: by access token and guest tokens, as the router identifies its clients. No other
 * header claims an identity, neither cookies nor the router's own headers.
 */
import type { IncomingMessage } from "node:http";
import type { JSONWebKeySet } from "jose";
import { readRequestId } from "../http/request-id.ts";
import type { Log } from "../runtime/log.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { hasApiKeyPrefix } from "./api-key.ts";
import {
  findTokenViewer,
  type IdentityRefusal,
  noBearerToken,
  readBearerToken,
  readGuestTokens,
  type ViewerResult,
} from "./credentials.ts";
import type { Identity } from "./identity.ts";
import { clientAddressReader, originOf, type TrustedProxies } from "./origin.ts";
import { openSenders } from "./senders.ts";
import { type AccessTokens, newAccessTokens } from "./tokens/access-tokens.ts";
import { newPublicKeys } from "./tokens/public-keys.ts";

export type BearerParts = {
  runtime: Runtime;
  log: Log;
  /** Proxies before this service: gateways that forward the address of their client count. */
  trustedProxies: TrustedProxies;
  /** Tests the `Host` header; undefined: every host is served, as in production. */
  trustsHost: ((host: string | undefined) => boolean) | undefined;
  /** Gives the public keys of users; throws when users does not answer. */
  askKeys(): Promise<JSONWebKeySet>;
};

/** Identifies the sender of a request, whose id is given in both cases. */
export type IdentifyBearer = (request: IncomingMessage) => Promise<Identified>;
type Identified = { identity: Identity } | { refusal: IdentityRefusal; requestId: string };

/** Opens the identification; the keys are fetched when the first token comes. Whether a session has ended is not checked here. */
export function openBearer({ runtime, log, trustedProxies, trustsHost, askKeys }: BearerParts): IdentifyBearer {
  const tokens = newAccessTokens(newPublicKeys({ runtime, log, ask: askKeys }));
  const proxies = { trusted: trustedProxies, log, warned: false };
  const addressOf = clientAddressReader(trustedProxies);
  const senderOf = openSenders(runtime.randomBytes(32));
  return async (request) => {
    const { headers, socket } = request;
    const requestId = readRequestId(headers, runtime);
    if (trustsHost?.(headers.host) === false) return { refusal: untrustedHost, requestId };
    const guestTokens = readGuestTokens(headers["hansa-guest"]);
    if ("refusal" in guestTokens) return { ...guestTokens, requestId };
    const found = await findViewer(tokens, headers.authorization);
    if ("refusal" in found) return { ...found, requestId };
    const from = originOf(proxies, { ip: addressOf(request), headers, socket });
    const sender = senderOf({ viewer: found.viewer, from });
    return { identity: { viewer: found.viewer, guest: guestTokens.guest, requestId, from, sender } };
  };
}

async function findViewer(tokens: AccessTokens, authorization: string | undefined): Promise<ViewerResult> {
  if (authorization === undefined) return { viewer: { kind: "guest" } };
  const token = readBearerToken(authorization);
  if (!token) return { refusal: noBearerToken };
  return hasApiKeyPrefix(token) ? { refusal: noApiKeys } : findTokenViewer(tokens, token);
}

/** Only the router limits the lookups of keys that anybody can have invented. */
const noApiKeys: IdentityRefusal = {
  status: 401,
  code: "UNAUTHENTICATED",
  message: "API keys are accepted by the router only. Send an access token.",
};

const untrustedHost: IdentityRefusal = {
  status: 403,
  code: "BAD_REQUEST",
  message: "In development a service answers to localhost and to addresses only.",
};
