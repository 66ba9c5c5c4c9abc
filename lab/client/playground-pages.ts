/** Requests the playground's operations with the variables and identities that the seed stored for them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Kind, parse, print } from "graphql";
import { z } from "zod";
import { root } from "../../tools/shop.mjs";
import { signIn } from "./buyer.ts";
import type { Shop } from "./processes/shop.ts";

export type Page = {
  name: string;
  query: string;
  isQuery: boolean;
  variables: Record<string, unknown>;
  identity: string;
};

const settings = z.object({
  variables: z.record(z.string(), z.record(z.string(), z.unknown())),
  identities: z.record(z.string(), z.string()),
});

/** All pages, in the order of the file. */
export function readPages({ data }: Pick<Shop, "data">): Page[] {
  const document = parse(readFileSync(path.join(root, "router/playground/operations.graphql"), "utf8"));
  const { variables, identities } = settings.parse(
    JSON.parse(readFileSync(path.join(data, "playground.json"), "utf8")),
  );
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.name) return [];
    const name = definition.name.value;
    return {
      name,
      query: print(definition),
      isQuery: definition.operation === "query",
      variables: variables[name] ?? {},
      identity: identities[name] ?? "guest",
    };
  });
}

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string() }).loose(),
        path: z.array(z.unknown()).optional(),
      }),
    )
    .optional(),
});

export type PageAnswer = z.infer<typeof answer>;

/** Roles of the demo accounts, by the name of the identity in the playground. */
const roles: Readonly<Record<string, string>> = { customer: "CUSTOMER", support: "SUPPORT", administrator: "ADMIN" };

/** Signs in everybody the pages need; the answer asks a page as its identity. */
export async function openPageClient(shop: Shop): Promise<(page: Page) => Promise<PageAnswer>> {
  const tokens = new Map<string, string>();
  for (const [identity, role] of Object.entries(roles)) tokens.set(identity, (await signIn(shop, role)).token);
  return async ({ query, variables, identity }) => {
    const token = tokens.get(identity);
    const response = await fetch(shop.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    return answer.parse(await response.json());
  };
}
