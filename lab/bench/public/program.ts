/** A process with the subgraphs of one scenario: each executes a request once, answers it with the same bytes again, and counts its requests. */
import { buildSubgraphSchema } from "@apollo/subgraph";
import { graphql, parse } from "graphql";
import { z } from "zod";
import { serveParent } from "../../harness/helper-process.ts";
import { startLearningServer } from "../http/learning-server.ts";
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
const started = Promise.all(
  scenarios[name].subgraphs.map((subgraph, index) => {
    const schema = buildSubgraphSchema({ typeDefs: parse(fullSdl(subgraph)), resolvers: { ...subgraph.resolvers } });
    counts[subgraph.name] = 0;
    return startLearningServer({
      port: Number(process.env.HANSA_PORT) + index,
      keyOf: ({ body }) => {
        counts[subgraph.name] = (counts[subgraph.name] ?? 0) + 1;
        return body.toString("latin1");
      },
      learn: async ({ body }) => {
        const { query: source, variables, operationName } = request.parse(JSON.parse(body.toString()));
        const values = { variableValues: variables ?? {}, operationName: operationName ?? null };
        return Buffer.from(JSON.stringify(await graphql({ schema, source, ...values })));
      },
    });
  }),
);
serveParent(() => started.then(() => counts));
