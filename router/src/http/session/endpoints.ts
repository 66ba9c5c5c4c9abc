/** Browser sessions: sign-in, refresh and sign-out over HTTP, with the tokens in cookies that no script can read. */
import { type AccessTokens, type Identity, originOf, type Viewer, verifyAccessToken } from "@hansa/kit/identity";
import { type Span, withTrace } from "@hansa/kit/runtime";
import { sessionRefusals } from "@hansa/kit/sessions";
import { beginTrace, openRecording } from "@hansa/kit/tracing";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLFormattedError } from "graphql";
import { z } from "zod";
import { clearSession, readCookie, type SessionTokens, sessionPath, setSession } from "../../identity/cookies.ts";
import { forgeryRefusal, isForgeable } from "../../identity/forgery.ts";
import { anonymousSender, type Recognition, tooManyRequests } from "../../identity/identification.ts";
import { countRequest } from "../../identity/rate-limits.ts";
import { overload } from "../../operation/admission.ts";
import { bodyLimit, smallBodyBytes } from "../body.ts";
import { endClientSpan } from "../client-span.ts";
import type { OperationParts } from "../graphql/call.ts";
import { publicError } from "../graphql/response.ts";
import { refuse } from "../refusals.ts";
import { type MutationResponse, runMutation, type SessionMutation } from "./mutations.ts";

export type SessionEndpoints = Omit<OperationParts, "recognition"> & {
  recognition: Recognition;
};

type UserViewer = Extract<Viewer, { kind: "user" }>;

const spans = new WeakMap<FastifyRequest, Span>();

const issuedSession = z.object({
  __typename: z.literal("Session"),
  accessToken: z.string(),
  refreshToken: z.string(),
  refreshExpiresAt: z.iso.datetime(),
});

/** Opens `POST /session`, `POST /session/refresh` and `DELETE /session`. */
export async function openSession(app: FastifyInstance, endpoints: SessionEndpoints): Promise<void> {
  const { log, metrics } = endpoints.transport;
  await app.register((scope, _options, done) => {
    scope.addHook("onRequest", async (request, reply) => {
      reply.header("cache-control", "no-store");
      if (isForgeable(request.raw, endpoints.recognition.isAllowedOrigin)) {
        return refuse(reply, 403, forgeryRefusal);
      }
      const waitMs = countRequest(endpoints.limits, guestOf(endpoints, request));
      return waitMs > 0 ? refuse(reply, 429, tooManyRequests(waitMs)) : undefined;
    });
    scope.addHook("preHandler", async (request, reply) => {
      // One without a length is in chunks.
      const bytes = Number(request.headers["content-length"] ?? bodyLimit);
      if (!request.body || bytes <= smallBodyBytes) return undefined;
      const isServed = await endpoints.takeTurn(guestOf(endpoints, request).sender, bytes);
      return isServed ? undefined : refuse(reply, 503, overload);
    });
    scope.addHook("preHandler", (request, _reply, next) => {
      const span = openRecording(beginTrace(request.headers.traceparent), "server", request.method);
      if (span) spans.set(request, span);
      const { sender } = guestOf(endpoints, request);
      withTrace({ requestId: request.id, entry: "graphql", sender, span }, next);
    });
    scope.addHook("onResponse", async (request, { statusCode, elapsedTime }) => {
      const { id, method, routeOptions } = request;
      const operation = `${method} ${routeOptions.url}`;
      const span = spans.get(request);
      endClientSpan(span, { operation, status: statusCode, hasErrors: false });
      metrics.countRequest({ operation, identity: undefined }, statusCode, elapsedTime / 1_000);
      const traceId = span?.recording.traceId;
      log.debug({ requestId: id, traceId, operation, status: statusCode, ms: elapsedTime }, "answered");
    });
    scope.post(sessionPath, (request, reply) => signIn(endpoints, request, reply));
    scope.post(`${sessionPath}/refresh`, (request, reply) => refresh(endpoints, request, reply));
    scope.delete(sessionPath, (request, reply) => signOut(endpoints, request, reply));
    done();
  });
}

/** Signs in with the body as the input of `login`. */
async function signIn(endpoints: SessionEndpoints, request: FastifyRequest, reply: FastifyReply) {
  const response = await runMutation(endpoints, guestOf(endpoints, request), "login", request.body);
  setTokenCookies(endpoints, reply, response);
  return sendResult(reply, "login", response);
}

/** Replaces both tokens. A session that has ended takes its cookies with it. */
async function refresh(endpoints: SessionEndpoints, request: FastifyRequest, reply: FastifyReply) {
  const response = await refreshTokens(endpoints, request, reply);
  return sendResult(reply, "refreshSession", response);
}

/**
 * Ends the session of each cookie: a browser whose two cookies are of different sessions must be signed out of both. The access token may have
 * ended before: the refresh token gives the one that `logout` needs.
 */
async function signOut(endpoints: SessionEndpoints, request: FastifyRequest, reply: FastifyReply) {
  const { tokens, cookies } = endpoints.recognition;
  const sent = await readViewer(tokens, readCookie(cookies.access, request.headers.cookie));
  const refreshed = await refreshTokens(endpoints, request, reply);
  if (!("result" in refreshed)) return sendResult(reply, "logout", refreshed);
  const { data: session } = issuedSession.safeParse(refreshed.result);
  const current = await readViewer(tokens, session?.accessToken);
  if (session && !current) return refuse(reply, 503);
  const other = sent?.sessionId === current?.sessionId ? undefined : sent;
  const responses: MutationResponse[] = [];
  for (const viewer of [other, current])
    if (viewer) responses.push(await runMutation(endpoints, { ...guestOf(endpoints, request), viewer }, "logout", {}));
  // The session of an access token may have ended before its token.
  const failed = responses.find((response) => "errors" in response && !hasEnded(response.errors));
  if (failed) return sendResult(reply, "logout", failed);
  clearSession(reply, cookies);
  const sessionsEnded = responses.reduce((sum, response) => sum + endedBy(response), 0);
  return sendResult(reply, "logout", { result: { __typename: "LoggedOut", sessionsEnded } });
}

/** The person of an access token; undefined if it is missing, has expired or cannot be verified. */
async function readViewer(tokens: AccessTokens, token: string | undefined): Promise<UserViewer | undefined> {
  if (!token) return undefined;
  const verdict = await verifyAccessToken(tokens, token);
  return "viewer" in verdict && verdict.viewer.kind === "user" ? verdict.viewer : undefined;
}

function hasEnded(errors: readonly GraphQLFormattedError[]): boolean {
  return errors.every(({ extensions }) => extensions?.code === sessionRefusals.revoked.code);
}

/** The number of sessions that a sign-out ended. */
function endedBy(response: MutationResponse): number {
  return "result" in response ? Number(response.result.sessionsEnded) : 0;
}

async function refreshTokens(
  endpoints: SessionEndpoints,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<MutationResponse> {
  const { cookies } = endpoints.recognition;
  // Without a cookie the token is empty, which is never valid.
  const refreshToken = readCookie(cookies.refresh, request.headers.cookie) ?? "";
  const response = await runMutation(endpoints, guestOf(endpoints, request), "refreshSession", { refreshToken });
  if (!setTokenCookies(endpoints, reply, response) && "result" in response) clearSession(reply, cookies);
  return response;
}

/** Sets the cookies of a new session; false if there is none. */
function setTokenCookies(
  { recognition, transport }: SessionEndpoints,
  reply: FastifyReply,
  response: MutationResponse,
): boolean {
  const { data: session } = issuedSession.safeParse("result" in response ? response.result : undefined);
  if (!session) return false;
  const { accessToken, refreshToken, refreshExpiresAt } = session;
  const maxAge = Math.floor((Date.parse(refreshExpiresAt) - transport.runtime.now()) / 1_000);
  const tokens: SessionTokens = { accessToken, refreshToken, maxAge };
  setSession(reply, recognition.cookies, tokens);
  return true;
}

/** Answers as `/graphql` answers the mutation, without the tokens. */
function sendResult(reply: FastifyReply, name: SessionMutation, response: MutationResponse): FastifyReply {
  if ("isOverload" in response) return refuse(reply, 503, overload);
  reply.type("application/json; charset=utf-8");
  if ("errors" in response) {
    const errors = response.errors.map((error) => publicError(error, reply.request.id));
    return reply
      .status(response.status)
      .send(JSON.stringify({ errors, ...(response.status === 200 && { data: null }) }));
  }
  const { accessToken: _access, refreshToken: _refresh, ...result } = response.result;
  return reply.send(JSON.stringify({ data: { [name]: result } }));
}

/** The identity of every request here: a guest, so that attempts count by address. */
function guestOf({ proxies, senderOf }: SessionEndpoints, request: FastifyRequest): Identity {
  const guest = anonymousSender(originOf(proxies, request));
  return { ...guest, guest: [], requestId: request.id, sender: senderOf?.(guest) };
}
