/** The stock gateway on a supergraph: Apollo Server with its own HTTP server, which passes the client's authorization on. `FOLDER` has the schemas. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";

type Context = { authorization: string };

const [folder = ""] = process.argv.slice(2);

class Forwarding extends RemoteGraphQLDataSource<Context> {
  override willSendRequest({
    request,
    context,
  }: Parameters<NonNullable<RemoteGraphQLDataSource<Context>["willSendRequest"]>>[0]) {
    // Its own requests, as at the start, have no client.
    if ("authorization" in context) request.http?.headers.set("authorization", context.authorization);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(path.join(folder, "supergraph.graphql"), "utf8"),
  buildService: ({ url }) => new Forwarding(url === undefined ? {} : { url }),
});
await startStandaloneServer(new ApolloServer<Context>({ gateway }), {
  context: async ({ req }) => ({ authorization: req.headers.authorization ?? "" }),
  listen: { host: "127.0.0.1", port: Number(process.env.HANSA_PORT) },
});
