/** Asking a subgraph's GraphQL door from inside the process, signed with the router's keys: for tests, the seed and simulations. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { ServiceName } from "./contract.ts";
import { graphPurpose, type IdentityHeaders, type Origin, signRequest, type Viewer } from "./identity.ts";
import { type KeyRing, outgoingKeys } from "./keys/key-ring.ts";
import { signAssertion, signingKeyOf } from "./keys/viewer-assertions.ts";
import type { World } from "./world.ts";

export const guest: Viewer = { kind: "guest" };

const graphAnswer = z.object({
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
export type GraphAnswer = z.infer<typeof graphAnswer>;

export type Question = {
  query: string;
  variables?: Record<string, unknown>;
  viewer?: Viewer;
  guest?: string[];
  from?: Origin;
};

/** The GraphQL listener of a service, and the keys of the router. */
export type GraphDoorway = { service: ServiceName; graph: FastifyInstance; router: KeyRing; world: World };

/** Asks for `viewer`, a guest if none is given, over no socket. Throws if what comes back is no answer of GraphQL. */
export async function askDoor(
  { service, graph, router, world }: GraphDoorway,
  question: Question,
): Promise<GraphAnswer> {
  const body = JSON.stringify({ query: question.query, variables: question.variables ?? {} });
  const signed = signAsRouter({ service, router, world }, body, question);
  const answer = await graph.inject({
    method: "POST",
    url: "/graphql",
    headers: { ...signed, "content-type": "application/json" },
    payload: body,
  });
  return graphAnswer.parse(answer.json());
}

/** The headers by which the router vouches for this body towards `service`, for a guest if nobody else is given. */
export function signAsRouter(
  { service, router, world }: Omit<GraphDoorway, "graph">,
  body: string,
  asker: Pick<Question, "viewer" | "guest" | "from"> = {},
): IdentityHeaders {
  const now = world.now();
  const viewer = { viewer: asker.viewer ?? guest, guest: asker.guest ?? [] };
  const assertion = signAssertion(signingKeyOf(router), viewer, service, now);
  const request = { requestId: world.newId("req"), purpose: graphPurpose, assertion };
  const from = asker.from ? { from: asker.from } : {};
  return signRequest(outgoingKeys(router, service), { ...request, ...from }, body, now);
}
