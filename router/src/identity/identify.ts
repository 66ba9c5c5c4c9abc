/** Who is asking, from what the client sent: a token, what a guest holds, and nothing else that claims to be an identity. */

import type { IncomingHttpHeaders } from "node:http";
import type { ErrorCode } from "@hansa/kit/errors";
import type { Identity, Viewer } from "@hansa/kit/identity";
import { type Tokens, verifyToken } from "./tokens.ts";

type HttpRefusal = { status: number; code: ErrorCode; message: string };
export type Identified = { identity: Identity } | { refusal: HttpRefusal };

const mostHeld = 4;
const longestHeld = 200;

/**
 * Reads `authorization` and `hansa-guest`. Whoever sends a token that does not hold is refused, and never taken for a guest. Without `tokens`
 * there is nobody to be: everybody is a guest.
 */
export async function identify(
  tokens: Tokens | undefined,
  headers: IncomingHttpHeaders,
  requestId: string,
): Promise<Identified> {
  if (!tokens) return { identity: { viewer: { kind: "guest" }, guest: [], requestId } };
  const guest = readGuest(headers["hansa-guest"]);
  if (!guest) return refused(400, "BAD_REQUEST", `hansa-guest takes ${mostHeld} values of ${longestHeld} characters.`);
  const viewer = await readViewer(tokens, headers.authorization);
  return "refusal" in viewer ? viewer : { identity: { viewer: viewer.viewer, guest, requestId } };
}

async function readViewer(
  tokens: Tokens,
  header: string | undefined,
): Promise<{ viewer: Viewer } | { refusal: HttpRefusal }> {
  if (header === undefined) return { viewer: { kind: "guest" } };
  const [, token] = /^bearer +([\w.~+/-]+=*)$/i.exec(header.trim()) ?? [];
  if (!token) return refused(401, "UNAUTHENTICATED", "Send a bearer token, or no authorization at all.");
  const verdict = await verifyToken(tokens, token);
  if ("viewer" in verdict) return verdict;
  return verdict.refused === "invalid"
    ? refused(401, "UNAUTHENTICATED", "This token is not valid. Sign in, or refresh the session.")
    : refused(503, "SUBGRAPH_UNAVAILABLE", "Nobody can be recognised right now. Ask again.");
}

/** What a guest holds, as presented; undefined if it is more than anybody holds. */
function readGuest(header: string | string[] | undefined): string[] | undefined {
  const values = [header ?? []]
    .flat()
    .flatMap((line) => line.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
  const fits = values.length <= mostHeld && values.every((value) => value.length <= longestHeld);
  return fits ? values : undefined;
}

function refused(status: number, code: ErrorCode, message: string): { refusal: HttpRefusal } {
  return { refusal: { status, code, message } };
}
