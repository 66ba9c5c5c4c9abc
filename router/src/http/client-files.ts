/** Routes of the files for front ends, in development. */
import { contractPaths, limitedContracts } from "@hansa/contracts/graph-contracts";
import type { FastifyInstance } from "fastify";
import { clientFilesOf, schemaFileOf } from "../graph/client-files.ts";
import { graphFor } from "../graph/graph.ts";
import type { LiveGraph } from "../graph/live-graph.ts";
import { type Compress, sendText } from "./compression.ts";
import { refuse } from "./refusals.ts";

/**
 * Opens `/schema.graphql`, `/possible-types.json` and `/scalars.json`, and the schema of each contract below its path, such as
 * `/graphql/public/schema.graphql`; not in production, where introspection is off.
 */
export function openClientFiles(app: FastifyInstance, live: LiveGraph, compress: Compress): void {
  for (const name of ["schema.graphql", "possible-types.json", "scalars.json"]) {
    app.get(`/${name}`, async (request, reply) => {
      const file = clientFilesOf(live.current().clientSchema).find((each) => each.name === name);
      if (!file) return refuse(reply, 404);
      return sendText(compress, request, reply.header("cache-control", "no-store"), file);
    });
  }
  for (const contract of limitedContracts) {
    app.get(`${contractPaths[contract]}/schema.graphql`, async (request, reply) => {
      const graph = graphFor(live.current(), contract);
      if (!graph) return refuse(reply, 404);
      const file = schemaFileOf("schema.graphql", graph.clientSchema);
      return sendText(compress, request, reply.header("cache-control", "no-store"), file);
    });
  }
}
