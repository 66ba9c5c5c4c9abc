/** Worker process of the router's task: composes the graph and publishes it, with the library loaded once. */

import { root } from "../../../cli/host/shop.mjs";
import { apiSchemaOf, composeGraph } from "../../../router/src/graph/composition/composition.ts";
import { undescribedIn } from "../../../router/src/graph/composition/descriptions.ts";
import { graphFiles, readSubgraphs } from "../../../router/src/graph/composition/sources.ts";
import { writeIfChanged } from "../generated-file.ts";
import { type Response, request } from "./schemas.ts";

let composed = "";

process.on("message", (message) => {
  const { id, task } = request.parse(message);
  const work = { compose, publish: async () => publish() }[task];
  work().then(
    (notes) => answer({ id, ...notes }),
    (error: unknown) => answer({ id, faults: [error instanceof Error ? error.message : String(error)], notes: [] }),
  );
});

type Result = Omit<Response, "id">;

/** Composes the graph of the files as they are now. Hints and missing descriptions, which the gate refuses, are notes here. */
async function compose(): Promise<Result> {
  const { supergraph, hints, faults } = composeGraph(readSubgraphs(root));
  if (faults) return { faults, notes: [] };
  const undescribed = undescribedIn(apiSchemaOf(supergraph)).map((name) => `${name} has no description`);
  composed = supergraph;
  return { faults: [], notes: [...hints, ...undescribed] };
}

/** Writes the graph that was composed last, which the router watches. */
function publish(): Result {
  writeIfChanged(graphFiles(root).supergraph, composed);
  return { faults: [], notes: [] };
}

function answer(message: Response): void {
  process.send?.(message);
}
