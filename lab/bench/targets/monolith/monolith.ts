/** The naive monolith: one schema on the resolvers and stores of all four services, in one process. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { GraphQLSchema } from "graphql";
import { root } from "../../../../cli/host/shop.mjs";
import type { MonolithContext } from "./context.ts";
import { mergeSchemas } from "./merge.ts";
import { openServices } from "./services.ts";

export type Monolith = {
  schema: GraphQLSchema;
  /** The context of a request with this `authorization` header. */
  contextOf(authorization: string | undefined): Promise<MonolithContext>;
};

export async function openMonolith(): Promise<Monolith> {
  const { schemas, identify, contextOf } = await openServices();
  const read = (name: string) => readFileSync(path.join(root, "router", name), "utf8");
  return {
    schema: mergeSchemas(schemas, read("client/schema.graphql"), read("supergraph.graphql")),
    contextOf: async (authorization) => contextOf(await identify(authorization)),
  };
}
