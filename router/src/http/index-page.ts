/** The root address, which lists the addresses of the router. */
import type { FastifyInstance } from "fastify";

/** Opens `/`. The playground is named in development only. */
export function openIndex(app: FastifyInstance, production: boolean): void {
  const places = { graphql: "/graphql", ...(production ? {} : { playground: "/playground" }) };
  app.get("/", async (_request, reply) => reply.send({ name: "Hansa", ...places }));
}
