/** Asking a subgraph's GraphQL door from inside the process, signed as the router signs: for tests, the seed and simulations. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type Identity, type Origin, type PairKeys, signIdentity, type Viewer } from "./identity.ts";
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

/** A door, and the keys of the router towards its service. */
export type GraphDoorway = { graph: FastifyInstance; keys: PairKeys; world: World };

/** Asks for `viewer`, a guest if none is given, over no socket. Throws if what comes back is no answer of GraphQL. */
export async function askDoor({ graph, keys, world }: GraphDoorway, question: Question): Promise<GraphAnswer> {
  const body = JSON.stringify({ query: question.query, variables: question.variables ?? {} });
  const identity: Identity = {
    viewer: question.viewer ?? guest,
    guest: question.guest ?? [],
    requestId: world.newId("req"),
    ...(question.from ? { from: question.from } : {}),
  };
  const answer = await graph.inject({
    method: "POST",
    url: "/graphql",
    headers: { ...signIdentity(keys, identity, body, world.now()), "content-type": "application/json" },
    payload: body,
  });
  return graphAnswer.parse(answer.json());
}
