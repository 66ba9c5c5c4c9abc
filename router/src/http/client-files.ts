/** Routes of the files for front ends, in development. */
import type { FastifyInstance } from "fastify";
import { clientFilesOf } from "../graph/client-files.ts";
import type { LiveGraph } from "../graph/live-graph.ts";
import { type Compress, sendText } from "./compression.ts";
import { refuse } from "./refusals.ts";

/** Opens `/schema.graphql`, `/possible-types.json` and `/scalars.json`; not in production, where introspection is off. */
export function openClientFiles(app: FastifyInstance, live: LiveGraph, compress: Compress): void {
  for (const name of ["schema.graphql", "possible-types.json", "scalars.json"]) {
    app.get(`/${name}`, async (request, reply) => {
      const file = clientFilesOf(live.current().clientSchema).find((each) => each.name === name);
      if (!file) return refuse(reply, 404);
      return sendText(compress, request, reply.header("cache-control", "no-store"), file);
    });
  }
}
