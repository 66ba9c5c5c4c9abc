/** A service with bearer access behind its listener, and requests to it without the router's signature. */
import type { ApolloServerPlugin } from "@apollo/server";
import { z } from "zod";
import { createLog, type Log } from "../../src/runtime/log.ts";
import type { RequestContext } from "../../src/server/graphql/context.ts";
import { newPair, tokenOf } from "../../testing/access-tokens.ts";
import { json, type ServiceOptions, service } from "./service.ts";

const pair = await newPair("key_1");

/** The body of a request with this query. */
export function bodyOf(query: string, rest: object = {}): string {
  return JSON.stringify({ query, ...rest });
}

export const hello = bodyOf("{ hello }");

/** Opens the service and listens. `executed` are the operations whose execution began. */
export async function openBearerService(
  log: Log = createLog("test", "silent"),
  isProduction = false,
  options: ServiceOptions = {},
) {
  const executed: unknown[] = [];
  const recorder: ApolloServerPlugin<RequestContext> = {
    requestDidStart: async () => ({
      executionDidStart: async ({ request }) => void executed.push(request.query),
    }),
  };
  const access = { mode: "bearer", isProduction, trustedProxies: 0 } as const;
  const askKeys = async () => ({ keys: [pair.publicJwk] });
  const opened = await service(log, { access, askKeys, plugins: [recorder], ...options });
  const origin = await opened.graph.listen({ host: "127.0.0.1", port: 0 });
  const now = opened.runtime.now();
  const bearer = async (claims = {}) => ({
    authorization: `Bearer ${await tokenOf(pair, now, { claims: { exp: Math.floor(now / 1_000) + 300, ...claims } })}`,
  });
  const post = async (body: string, headers: Record<string, string> = {}, path = "/graphql") => {
    const response = await fetch(`${origin}${path}`, { method: "POST", headers: { ...json, ...headers }, body });
    return { status: response.status, headers: response.headers, ...read(await response.text()) };
  };
  return { ...opened, origin, bearer, post, executed };
}

const answered = z.object({
  data: z.unknown().optional(),
  extensions: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).default([]),
});

function read(text: string) {
  const { data, errors, extensions } = answered.parse(JSON.parse(text));
  return { data, extensions, code: errors[0]?.extensions.code, message: errors[0]?.message };
}
