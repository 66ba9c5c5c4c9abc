/** Routes of the index and, in development, of the files for front ends. */
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

/** Opens `/`. The playground is named in development only. */
export function openIndex(app: FastifyInstance, production: boolean): void {
  const places = { graphql: "/graphql", ...(production ? {} : { playground: "/playground" }) };
  app.get("/", async (_request, reply) => reply.send({ name: "Hansa", ...places }));
}
