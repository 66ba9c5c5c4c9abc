/** The index `/`: the page of the storefront for people, and the addresses of the shop as JSON for programs. */
import { requestsPage } from "@hansa/kit/http";
import type { FastifyInstance } from "fastify";
import { developersPath } from "./developers-page.ts";
import { keepFromCaches, namesJsonOnly, type PassPage } from "./storefront.ts";

/** Opens `/`. Without a storefront, a browser is sent to the page for developers in development, and gets the addresses in production. */
export function openIndex(app: FastifyInstance, isDevelopment: boolean, passPage: PassPage | undefined): void {
  const addresses = {
    name: "Hansa",
    graphql: "/graphql",
    ...(isDevelopment && { playground: "/playground", developers: developersPath }),
  };
  app.route({
    method: ["GET", "HEAD"],
    url: "/",
    handler: async (request, reply) => {
      if (passPage && !namesJsonOnly(request.headers)) return passPage(request, reply);
      keepFromCaches(reply);
      if (!passPage && isDevelopment && requestsPage(request.headers)) return reply.redirect(developersPath, 302);
      return reply.send(addresses);
    },
  });
}
