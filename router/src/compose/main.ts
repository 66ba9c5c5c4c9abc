/** The command `npm run compose -w @hansa/router`: writes the supergraph and the files for front ends, or reports stale ones. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { defineCommand, runCommand } from "@hansa/kit/command-line";
import { graphFiles, readSubgraphs, repository } from "../graph/composition/sources.ts";

const command = defineCommand(
  "compose",
  "Composes the supergraph and the files for front ends from the subgraphs' files.",
  "npm run compose -w @hansa/router --",
)
  .option("--check", "write nothing; exit code 1 unless the written files are current", false)
  .option("--others <folder>", "write only the schemas for other gateways, to this folder");

await runCommand(command, async ({ check, others }) => {
  if (others !== undefined) return writeForOthers(repository, others);
  return (await composeShop(repository, check)) ? 0 : 1;
});

/** Writes the schemas of the committed graph, with the addresses of the services that a router would ask. */
async function writeForOthers(root: string, folder: string): Promise<void> {
  const { readGatewayConfig } = await import("../config.ts");
  const { schemasForOthers } = await import("./other-gateways.ts");
  const written = schemasForOthers(root, readGatewayConfig().subgraphUrls);
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of written) writeFileSync(join(folder, name), text);
  process.stdout.write(`compose: ${written.length} schemas for other gateways, written to ${folder}\n`);
}

/** True if the graph composes without errors and hints and, when only checked, equals what is on disk. */
async function composeShop(root: string, checkOnly: boolean): Promise<boolean> {
  const { apiSchemaOf, composeGraph } = await import("../graph/composition/composition.ts");
  const { undescribedIn } = await import("../graph/composition/descriptions.ts");
  const { clientFilesOf, contractFilesOf } = await import("../graph/client-files.ts");
  const sources = readSubgraphs(root);
  const { supergraph, hints, faults } = composeGraph(sources);
  const complaints = [...(faults ?? []), ...hints];
  if (!supergraph || complaints.length > 0) return reportFaults("the graph does not compose:", complaints);

  const schema = apiSchemaOf(supergraph);
  const undescribed = undescribedIn(schema);
  if (undescribed.length > 0) return reportFaults("these elements have no description:", undescribed);
  const files = graphFiles(root);
  const written = [
    { file: files.supergraph, text: supergraph },
    ...[...clientFilesOf(schema), ...contractFilesOf(supergraph, schema)].map(({ name, text }) => ({
      file: join(files.client, name),
      text,
    })),
  ];
  if (checkOnly) {
    const stale = written.filter(({ file, text }) => !existsSync(file) || readFileSync(file, "utf8") !== text);
    const names = stale.map(({ file }) => relative(root, file));
    if (stale.length > 0)
      return reportFaults("not what the subgraphs compose to; run npm run compose -w @hansa/router:", names);
  } else {
    mkdirSync(files.client, { recursive: true });
    for (const { file, text } of written) writeFileSync(file, text);
  }
  const types = Object.keys(schema.getTypeMap()).filter((name) => !name.startsWith("__")).length;
  if (sources.length < 2 || types === 0) return reportFaults("nothing was composed", []);
  process.stdout.write(
    `compose: ${sources.length} subgraphs, ${types} types, ${checkOnly ? "as committed" : "written"}\n`,
  );
  return true;
}

function reportFaults(headline: string, complaints: readonly string[]): false {
  process.stderr.write(`compose: ${headline}\n${complaints.map((text) => `  ${text}\n`).join("")}`);
  return false;
}
