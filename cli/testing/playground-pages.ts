/** The operations of the playground, requested with the variables and identities that the seed stored for them. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { signIn } from "@hansa/client/buyer";
import { type GraphqlResult, sendRequest } from "@hansa/client/graphql-client";
import { type DocumentNode, Kind, OperationTypeNode, parse, print } from "graphql";
import { z } from "zod";
import { seedNotes } from "../host/data/seed-marker.ts";
import { ownEnvironment } from "../host/processes/own-environment.ts";
import { root } from "../host/shop.mjs";
import type { Shop } from "./shop.ts";

export type Operation = { name: string; query: string; document: DocumentNode; isQuery: boolean };

export type Page = Operation & {
  variables: Record<string, unknown>;
  identity: string;
  /** The guest tokens of a guest's page. */
  guest: readonly string[] | undefined;
};

const settings = z.object({
  variables: z.record(z.string(), z.record(z.string(), z.unknown())),
  identities: z.record(z.string(), z.string()),
  guest: z.string().transform((tokens) => tokens.split(",")),
});

/** All operations of the playground, in the order of its file; throws when there are none. */
export function readOperations(): Operation[] {
  const { definitions } = parse(readFileSync(path.join(root, "router/playground/operations.graphql"), "utf8"));
  const operations = definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.name) return [];
    const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition] };
    const isQuery = definition.operation === OperationTypeNode.QUERY;
    return { name: definition.name.value, query: print(definition), document, isQuery };
  });
  if (operations.length === 0) throw new Error("the playground has no operations");
  return operations;
}

/** All operations with their variables and identities in a seeded shop. */
export function readPages({ data }: Pick<Shop, "data">): Page[] {
  const notes = settings.parse(JSON.parse(readFileSync(path.join(data, seedNotes), "utf8")));
  return readOperations().map((operation) => {
    const { [operation.name]: variables = {} } = notes.variables;
    const { [operation.name]: identity = "guest" } = notes.identities;
    return { ...operation, variables, identity, guest: identity === "guest" ? notes.guest : undefined };
  });
}

/** Compares all pages of a running shop with their golden shapes and their budgets: the output of `npm run smoke`, whose last line has the count. */
export async function comparePages({ port }: Pick<Shop, "port">): Promise<string> {
  const smoke = promisify(execFile)(process.execPath, ["lab/smoke/main.ts"], {
    cwd: root,
    env: { ...ownEnvironment(), HANSA_PORT: String(port) },
  });
  const { stdout } = await smoke.catch((failed: { stdout: string; stderr: string }) => ({
    stdout: `${failed.stderr}\n${failed.stdout}\nfailed`,
  }));
  return stdout;
}

const errors = z.array(
  z.looseObject({
    path: z.array(z.union([z.string(), z.number()])).optional(),
    extensions: z.looseObject({ code: z.string() }),
  }),
);

/** The data of a page, and its errors, each with a code. */
export type PageResponse = {
  status: number;
  data: Record<string, unknown> | null;
  errors: z.infer<typeof errors>;
};

/** Roles of the demo accounts, by the name of the identity in the playground. */
const roles: Readonly<Record<string, string>> = { customer: "CUSTOMER", support: "SUPPORT", administrator: "ADMIN" };

/** An access token lives five minutes. */
const renewAfterMs = 2 * 60_000;

/** Signs in everybody the pages need, and again before their tokens end; the response asks a page as its identity. */
export async function openPageClient(shop: Pick<Shop, "url">): Promise<(page: Page) => Promise<PageResponse>> {
  const sessions = new Map<string, { until: number; token: Promise<string> }>();
  const begin = (identity: string, role: string) => {
    const token = signIn(shop, role).then((session) => session.token);
    const session = { until: performance.now() + renewAfterMs, token };
    sessions.set(identity, session);
    token.catch(() => {
      session.until = 0;
    });
    return token;
  };
  for (const [identity, role] of Object.entries(roles)) await begin(identity, role);
  const tokenOf = (identity: string) => {
    const role = roles[identity];
    const session = sessions.get(identity);
    if (!role || !session) return undefined;
    return performance.now() < session.until ? session.token : begin(identity, role);
  };
  return async ({ query, variables, identity, guest }) => {
    const request = { query, variables, as: { token: await tokenOf(identity), guest } };
    const result: GraphqlResult<Record<string, unknown>> = await sendRequest(shop.url, request);
    return { status: result.status, data: result.data, errors: errors.parse(result.errors) };
  };
}
