/** Stands in for the users subgraph: its real schema, one account, and sessions with tokens that the router can verify. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RequestContext } from "@hansa/kit/server";
import { type newPair, tokenOf } from "@hansa/kit/testing";
import { repository } from "../../src/graph/composition/sources.ts";
import { start, type TestSubgraph } from "./subgraphs.ts";

type Input<Fields> = { input: Fields };

export type TestAccounts = TestSubgraph & {
  /** The ids of the remaining sessions. */
  sessions: Set<string>;
  /** The mutations that were requested, in order. */
  requested: string[];
  /** Moves the beginning of the access tokens that are issued, in milliseconds; 0: they begin now. */
  shiftAccess(ms: number): void;
};

export const rightPassword = "a password of the test";
const refreshLifeMs = 3_600_000;

/** Signs anybody in with the right password: the account is the part of the address before the at sign. */
export async function startAccounts(pair: Awaited<ReturnType<typeof newPair>>): Promise<TestAccounts> {
  const sessions = new Set<string>();
  const requested: string[] = [];
  let shiftMs = 0;
  let issued = 0;

  async function session(user: string) {
    issued += 1;
    const at = Date.now() + shiftMs;
    const claims = { sub: user, sid: `ses_${user}`, exp: Math.floor(at / 1_000) + 300 };
    return {
      __typename: "Session",
      accessToken: await tokenOf(pair, at, { claims }),
      refreshToken: `refresh-${user}-${issued}`,
      expiresAt: new Date(at + 300_000).toISOString(),
      refreshExpiresAt: new Date(Date.now() + refreshLifeMs).toISOString(),
      user: { id: user, displayName: user },
    };
  }

  const sdl = readFileSync(join(repository, "subgraphs/users/schema.graphql"), "utf8");
  const subgraph = await start("users", sdl, {
    Query: {
      me: (_: unknown, _none: unknown, { viewer }: RequestContext) =>
        viewer.kind === "user" ? { id: viewer.id, displayName: viewer.id } : null,
    },
    Mutation: {
      login: (_: unknown, { input: { email, password } }: Input<{ email: string; password: string }>) => {
        requested.push("login");
        const [user = ""] = email.split("@");
        if (password !== rightPassword) return refusal("InvalidCredentialsError", "INVALID_CREDENTIALS");
        sessions.add(user);
        return session(user);
      },
      refreshSession: (_: unknown, { input: { refreshToken } }: Input<{ refreshToken: string }>) => {
        requested.push("refreshSession");
        const [, user = ""] = refreshToken.split("-");
        return sessions.has(user) ? session(user) : refusal("InvalidTokenError", "INVALID_TOKEN");
      },
      logout: (_: unknown, _input: unknown, { viewer }: RequestContext) => {
        requested.push("logout");
        const ended = viewer.kind === "user" && sessions.delete(viewer.id);
        return { __typename: "LoggedOut", sessionsEnded: ended ? 1 : 0 };
      },
    },
  });
  return {
    ...subgraph,
    sessions,
    requested,
    shiftAccess: (ms) => {
      shiftMs = ms;
    },
  };
}

function refusal(__typename: string, code: string) {
  return { __typename, code, message: "Not with this.", path: null };
}
