/** Worker process of the router's task: composes the graph and generates the types of front ends, with both libraries loaded once. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generate, loadCodegenConfig } from "@graphql-codegen/cli";
import { clientFilesOf } from "../../../router/src/graph/client-files.ts";
import { apiSchemaOf, composeGraph } from "../../../router/src/graph/composition/composition.ts";
import { undescribedIn } from "../../../router/src/graph/composition/descriptions.ts";
import { graphFiles, readSubgraphs } from "../../../router/src/graph/composition/sources.ts";
import { root } from "../../host/shop.mjs";
import { type Answer, question } from "./schemas.ts";

let composed = "";

process.on("message", (message) => {
  const { id, task } = question.parse(message);
  const work = { compose, publish: async () => publish(), generate: generateTypes }[task];
  work().then(
    (notes) => answer({ id, ...notes }),
    (error: unknown) => answer({ id, faults: [error instanceof Error ? error.message : String(error)], notes: [] }),
  );
});

type Result = Omit<Answer, "id">;

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

/** Writes the files for front ends, and generates the types made of those. Each service's task generates its own resolver types. */
async function generateTypes(): Promise<Result> {
  const loaded = await loadCodegenConfig({ configFilePath: path.join(root, "codegen.ts") });
  if (loaded === null) return { faults: ["codegen.ts was not found"], notes: [] };
  const { client } = graphFiles(root);
  mkdirSync(client, { recursive: true });
  for (const { name, text } of composed === "" ? [] : clientFilesOf(apiSchemaOf(composed)))
    writeIfChanged(path.join(client, name), text);

  const targets = Object.entries(loaded.config.generates).filter(([target]) => !target.startsWith("subgraphs/"));
  const faults: string[] = [];
  for (const [target, options] of targets) {
    try {
      const only = { ...loaded.config, generates: { [target]: options }, cwd: root, silent: true, errorsOnly: true };
      const files: { filename: string; content: string }[] = await generate(only, false);
      for (const { filename, content } of files) writeIfChanged(path.resolve(root, filename), content);
    } catch (error) {
      faults.push(`${target}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { faults, notes: [] };
}

function writeIfChanged(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function answer(message: Answer): void {
  process.send?.(message);
}
