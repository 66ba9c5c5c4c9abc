/** Credentials of a request: the access token in `authorization` and the guest tokens in `hansa-guest`, or the refusal of its sender. */
import type { ErrorCode } from "../runtime/errors.ts";
import type { Viewer } from "./identity.ts";
import { type AccessTokens, verifyAccessToken } from "./tokens/access-tokens.ts";

/** The refusal of a sender whose identity is not established: the status of its response, and what its error says. */
export type IdentityRefusal = { status: number; code: ErrorCode; message: string };
export type ViewerResult = { viewer: Viewer } | { refusal: IdentityRefusal };

/** The token of an `authorization` header; undefined for another scheme or form. */
export function readBearerToken(authorization: string): string | undefined {
  const [, token] = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization.trim()) ?? [];
  return token;
}

/** Finds the viewer of an access token. The sender of an invalid one is never treated as a guest. */
export async function findTokenViewer(tokens: AccessTokens, token: string): Promise<ViewerResult> {
  const verdict = await verifyAccessToken(tokens, token);
  if ("viewer" in verdict) return verdict;
  return { refusal: verdict.refused === "invalid" ? invalidToken : identitiesUnavailable };
}

export const noBearerToken: IdentityRefusal = {
  status: 401,
  code: "UNAUTHENTICATED",
  message: "Send a bearer token, or no authorization at all.",
};
const invalidToken: IdentityRefusal = {
  status: 401,
  code: "UNAUTHENTICATED",
  message: "This token is not valid. Sign in, or refresh the session.",
};
export const identitiesUnavailable: IdentityRefusal = {
  status: 503,
  code: "SUBGRAPH_UNAVAILABLE",
  message: "Identities cannot be checked at the moment. Try again.",
};

const maxGuestTokens = 4;
const maxGuestTokenLength = 200;

/** Reads the guest tokens of a `hansa-guest` header, or refuses too many or too long ones. */
export function readGuestTokens(
  header: string | string[] | undefined,
): { guest: readonly string[] } | { refusal: IdentityRefusal } {
  const guest = [header ?? []]
    .flat()
    .flatMap((line) => line.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
  const isWithinLimits = guest.length <= maxGuestTokens && guest.every((value) => value.length <= maxGuestTokenLength);
  return isWithinLimits ? { guest } : { refusal: invalidGuestTokens };
}

const invalidGuestTokens: IdentityRefusal = {
  status: 400,
  code: "BAD_REQUEST",
  message: `hansa-guest takes ${maxGuestTokens} values of ${maxGuestTokenLength} characters.`,
};
