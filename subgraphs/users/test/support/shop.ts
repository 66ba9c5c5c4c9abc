/** A fresh users service for one test: a store on a temporary file, a fixed clock, and ids that follow from a seed. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { processes } from "@hansa/contracts/processes";
import { developmentRing, type Origin, type Viewer } from "@hansa/kit/identity";
import { directTransport } from "@hansa/kit/rpc";
import { createMetrics } from "@hansa/kit/runtime";
import {
  type GraphResponse,
  lookUpsIn,
  manualRuntime,
  sendQuery,
  storeVariables,
  temporaryFolder,
  userWith,
} from "@hansa/kit/testing";
import { createLocalJWKSet, jwtVerify } from "jose";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { readConfig } from "../../src/config.ts";
import { hashPassword } from "../../src/providers/passwords.ts";
import { users } from "../../src/server.ts";
import { type SeededAccount, seedAccounts } from "../../src/service/accounts/seed.ts";
import { fakePeers } from "./peers.ts";

export const noon = Date.UTC(2026, 0, 15, 12);
export const password = "a kettle of black tea";
export const administrator: Viewer = userWith("user_administrator", [
  ...["apiclients:read", "apiclients:write", "audit:read", "users:erase", "users:read", "users:write"],
]);
export const support: Viewer = userWith("user_support", ["users:read"], "SUPPORT");

/** Openings of the store in a folder: those after the first have other ids and random numbers. */
const openings = new Map<string, number>();

/** Opens the service; it is closed and deleted when the test ends. `folder` opens an existing store. */
export async function shop(environment: Record<string, string> = {}, folder = newFolder(), start = noon) {
  const opening = (openings.get(folder) ?? 0) + 1;
  openings.set(folder, opening);
  const runtime = manualRuntime(start, opening);
  const peers = fakePeers(runtime);
  const stores = await storeVariables("users", folder);
  const config = readConfig({ HANSA_DATA: folder, HANSA_LOG_LEVEL: "silent", ...stores, ...environment });
  const service = await users.configured(config).open(runtime, peers.transport);
  let isOpen = true;
  const close = async () => {
    if (isOpen) await service.stop();
    isOpen = false;
  };
  onTestFinished(close);

  const query = (
    text: string,
    variables: Record<string, unknown> = {},
    viewer?: Viewer,
    from?: Origin,
  ): Promise<GraphResponse> => {
    const asker = { ...(viewer ? { viewer } : {}), ...(from ? { from } : {}) };
    return sendQuery("users", service, runtime, { query: text, variables, ...asker });
  };

  const peer = {
    callee: "users",
    ring: developmentRing("orders", processes),
    transport: directTransport(new Map([["users", service.internal]])),
    runtime,
    metrics: createMetrics(),
  } as const;
  return { runtime, service, query, peer, peers, folder, stores, close, ...lookUpsIn(config.store) };
}

export type Shop = Awaited<ReturnType<typeof shop>>;

/** A folder that is removed when the test ends. */
function newFolder(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

/** Creates an account that can sign in with `password`. */
export async function createAccount(s: Shop, wanted: Partial<SeededAccount> & { email: string }) {
  const { deps } = s.service;
  const passwordHash = wanted.passwordHash ?? (await hashPassword(deps, password));
  const [user] = await seedAccounts(deps, [
    { displayName: "Ada", role: "CUSTOMER", verified: true, ...wanted, passwordHash },
  ]);
  if (!user) throw new Error("no account was created");
  return user;
}

export async function login(s: Shop, email: string, secret = password) {
  const response = await s.query(
    `mutation ($input: LoginInput!) {
      login(input: $input) {
        __typename
        ... on UserError { code message path }
        ... on RateLimitedError { retryAfterMs }
        ... on Session { accessToken refreshToken expiresAt refreshExpiresAt user { id displayName } }
      }
    }`,
    { input: { email, password: secret } },
  );
  return readField(response, "login");
}

const session = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresAt: z.string(),
  refreshExpiresAt: z.string(),
});

/** Signs in and returns the tokens, and the viewer that the router derives from them. */
export async function signIn(s: Shop, email: string, secret = password) {
  const tokens = session.parse(await login(s, email, secret));
  return { ...tokens, viewer: await viewerOf(s, tokens.accessToken) };
}

export async function refresh(s: Shop, refreshToken: string) {
  const response = await s.query(
    `mutation ($input: RefreshSessionInput!) {
      refreshSession(input: $input) {
        __typename
        ... on UserError { code path }
        ... on Session { accessToken refreshToken expiresAt refreshExpiresAt }
      }
    }`,
    { input: { refreshToken } },
  );
  return readField(response, "refreshSession");
}

/** Refreshes, and fails if it was refused. */
export async function refreshTokens(s: Shop, refreshToken: string) {
  return session.parse(await refresh(s, refreshToken));
}

const claims = z.object({ sub: z.string(), role: z.string(), scope: z.string(), sid: z.string() });

/** Checks a token with the published keys, as the router does. Throws if it does not hold. */
export async function checkToken(s: Shop, accessToken: string) {
  return jwtVerify(accessToken, createLocalJWKSet({ keys: await publishedKeys(s) }), {
    algorithms: ["EdDSA"],
    issuer: "hansa",
    audience: "hansa",
    currentDate: new Date(s.runtime.now()),
  });
}

async function viewerOf(s: Shop, accessToken: string): Promise<Viewer> {
  const { sub, role, scope, sid } = claims.parse((await checkToken(s, accessToken)).payload);
  return { kind: "user", id: sub, role, scopes: scope.split(" ").filter(Boolean), sessionId: sid };
}

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });

export async function publishedKeys(s: Shop) {
  const response = await s.service.internal.inject({ method: "GET", url: "/.well-known/jwks.json" });
  return keySet.parse(response.json()).keys;
}

/** Reads the e-mails in the folder, the oldest first, as text. */
export function readMail({ folder }: Shop): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.startsWith("users/mail/"),
  );
  return files.sort().map((name) => readFileSync(join(folder, name), "utf8"));
}

/** Sends the queued e-mails, and returns the token in the newest link. */
export async function tokenInMail(s: Shop): Promise<string> {
  await s.service.runJobsOnce();
  const [, token] = /^(?:.*#token=)?([\w-]{43})$/m.exec(readMail(s).at(-1) ?? "") ?? [];
  if (!token) throw new Error(`no link in the newest of ${readMail(s).length} e-mails`);
  return token;
}

/** Counts the calls to the outside of this name, from the metrics of the service. */
export async function countCalls(s: Shop, name: string): Promise<number> {
  const { body } = await s.service.internal.inject({ method: "GET", url: "/metrics" });
  const line = body.split("\n").find((text) => text.startsWith(`hansa_call_seconds_count{name="${name}"`));
  return Number(line?.split(" ").at(-1) ?? 0);
}

/** Reads one field of a response's data; throws, with the whole response, if it has errors. */
export function readField(response: GraphResponse, name: string): unknown {
  if (response.errors) throw new Error(JSON.stringify(response));
  return response.data?.[name];
}
