/** A process with the subgraphs of one scenario: each answers a request that it knows with the same bytes, and counts its requests. */
import { createServer, type Socket } from "node:net";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, graphql, parse } from "graphql";
import { z } from "zod";
import { type Message, readMessages } from "../http/framing.ts";
import { answerParent } from "../processes/questions.ts";
import { fullSdl } from "./scenario.ts";
import { isScenarioName, scenarios } from "./scenarios.ts";

const [name = ""] = process.argv.slice(2);
if (!isScenarioName(name)) throw new Error(`there is no scenario ${name}`);

const request = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});
const counts: Record<string, number> = {};

for (const [index, subgraph] of scenarios[name].subgraphs.entries()) {
  const schema = buildSubgraphSchema({ typeDefs: parse(fullSdl(subgraph)), resolvers: { ...subgraph.resolvers } });
  counts[subgraph.name] = 0;
  const known = new Map<string, Buffer>();
  createServer((socket) => serve(subgraph.name, { schema, known }, socket)).listen(
    Number(process.env.HANSA_PORT) + index,
    "127.0.0.1",
  );
}
answerParent(() => counts);

/** `known` are its answers by the bodies of requests. */
type Served = { schema: GraphQLSchema; known: Map<string, Buffer> };

function serve(name: string, served: Served, socket: Socket): void {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on(
    "data",
    readMessages((message) => {
      counts[name] = (counts[name] ?? 0) + 1;
      const key = message.body.toString("latin1");
      const answer = served.known.get(key);
      if (answer) socket.write(answer);
      else
        void learn(served, message).then(
          (learned) => socket.write(learned),
          () => socket.destroy(),
        );
    }),
  );
}

/** Executes a request, and keeps the answer. */
async function learn({ schema, known }: Served, { body }: Message): Promise<Buffer> {
  const { query: source, variables, operationName } = request.parse(JSON.parse(body.toString()));
  const result = await graphql({
    schema,
    source,
    variableValues: variables ?? {},
    operationName: operationName ?? null,
  });
  const text = Buffer.from(JSON.stringify(result));
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n`;
  const answer = Buffer.concat([Buffer.from(head), text]);
  known.set(body.toString("latin1"), answer);
  return answer;
}
