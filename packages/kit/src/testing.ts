/** Asking a subgraph in a test just as the router and its peers do: signed, through its real doors, without sockets. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { developmentSecret } from "./config.ts";
import type { ServiceName } from "./contract.ts";
import { type Identity, pairKeys, signIdentity, type Viewer } from "./identity.ts";
import type { Subgraph } from "./subgraph.ts";
import type { World } from "./world.ts";

export const guest: Viewer = { kind: "guest" };

/** Somebody signed in, with these scopes. */
export function userWith(
  id: string,
  scopes: readonly string[] = [],
  role = scopes.length > 0 ? "ADMIN" : "CUSTOMER",
): Viewer {
  return { kind: "user", id, role, scopes: [...scopes], sessionId: `ses_${id}` };
}

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

export type Question = { query: string; variables?: Record<string, unknown>; viewer?: Viewer; guest?: string[] };

/** Asks the GraphQL door of `service` as the router would, for `viewer`, a guest if none is given. */
export async function askGraph(
  service: ServiceName,
  subgraph: Subgraph,
  world: World,
  question: Question,
): Promise<GraphAnswer> {
  const body = JSON.stringify({ query: question.query, variables: question.variables ?? {} });
  const identity: Identity = {
    viewer: question.viewer ?? guest,
    guest: question.guest ?? [],
    requestId: world.newId("req"),
  };
  const headers = signIdentity(pairKeys([developmentSecret], "router", service), identity, body, world.now());
  const answer = await subgraph.graph.inject({
    method: "POST",
    url: "/graphql",
    headers: { ...headers, "content-type": "application/json" },
    payload: body,
  });
  return graphAnswer.parse(answer.json());
}

/** A folder for one test's stores, and the function that removes it. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "hansa-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
