/** A GraphQL client within the process of a subgraph, signing with the router's keys: for tests, the seed and simulations. */
import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { graphPurpose, type IdentityHeaders, type Origin, signRequest, type Viewer } from "../src/identity/identity.ts";
import { type KeyRing, outgoingKeys } from "../src/identity/keys/key-ring.ts";
import { signAssertion, signingKeyOf } from "../src/identity/keys/viewer-assertions.ts";
import type { Runtime } from "../src/runtime/runtime.ts";
import type { GraphqlServer } from "../src/server/graphql/server.ts";

export const guest: Viewer = { kind: "guest" };

const graphResponse = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});
export type GraphResponse = z.infer<typeof graphResponse>;

export type GraphqlRequest = {
  query: string;
  variables?: Record<string, unknown>;
  viewer?: Viewer;
  guest?: string[];
  from?: Origin;
};

/** The GraphQL listener of a service, and the keys of the router. */
export type GraphqlEndpoint = {
  service: string;
  graph: Pick<GraphqlServer, "respond">;
  router: KeyRing;
  runtime: Runtime;
};

/** Sends a request for `viewer`, a guest if none is given, without a socket. Throws if the response is not GraphQL. */
export async function sendToServer(
  { service, graph, router, runtime }: GraphqlEndpoint,
  operation: GraphqlRequest,
): Promise<GraphResponse> {
  const body = JSON.stringify({ query: operation.query, variables: operation.variables ?? {} });
  const signed = signAsRouter({ service, router, runtime }, body, operation);
  const headers = { ...signed, "content-type": "application/json", accept: "application/json" };
  const { text } = await respondTo(graph, { headers, payload: body });
  return graphResponse.parse(JSON.parse(text));
}

/** A request to a GraphQL server: a POST to `/graphql`, unless another method and address are given. */
export type ServerRequest = {
  method?: string;
  url?: string;
  headers?: IncomingHttpHeaders;
  payload?: string;
};

/** The reply of a GraphQL server to a request without a socket. */
export async function respondTo(
  graph: Pick<GraphqlServer, "respond">,
  { method = "POST", url = "/graphql", headers = {}, payload = "" }: ServerRequest,
): Promise<{ status: number; headers: Headers; text: string }> {
  const body = Buffer.from(payload);
  const reply = await graph.respond({
    method,
    url,
    headers,
    readBody: async (most) => (body.length > most ? "oversized" : body),
  });
  if (!reply) throw new Error("the server gave no reply");
  const sent = new Headers();
  for (let at = 0; at < reply.headers.length; at += 2)
    sent.append(reply.headers[at] ?? "", reply.headers[at + 1] ?? "");
  return { status: reply.status, headers: sent, text: Buffer.from(reply.bytes, "latin1").toString("utf8") };
}

/** The headers with which the router signs this body for `service`, for a guest if no viewer is given. */
export function signAsRouter(
  { service, router, runtime }: Omit<GraphqlEndpoint, "graph">,
  body: string,
  sender: Pick<GraphqlRequest, "viewer" | "guest" | "from"> = {},
): IdentityHeaders {
  const now = runtime.now();
  const viewer = { viewer: sender.viewer ?? guest, guest: sender.guest ?? [] };
  const assertion = signAssertion(signingKeyOf(router), viewer, service, now);
  const request = { requestId: runtime.newId("req"), purpose: graphPurpose, assertion };
  const from = sender.from ? { from: sender.from } : {};
  return signRequest(outgoingKeys(router, service), { ...request, ...from }, body, now);
}
