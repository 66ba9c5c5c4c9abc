/** The naive monolith behind Apollo Server, on its defaults. */
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import type { MonolithContext } from "./context.ts";
import { openMonolith } from "./monolith.ts";

const { schema, contextOf } = await openMonolith();
const server = new ApolloServer<MonolithContext>({ schema });
await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(process.env.HANSA_PORT) },
  context: ({ req }) => contextOf(req.headers.authorization),
});
