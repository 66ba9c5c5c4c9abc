/**
 * Worker process: examines the sources of one service and prints a line for each finding. Fields that nothing answers come first, then errors of
 * types. With `--generate` it generates the resolver types before that.
 */
import { readFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import path from "node:path";
import ts from "typescript";
import { root, services } from "../../../cli/host/shop.mjs";
import { compilerOptions, findUnservedFields, generatedFile, resolversOf } from "../../check/steps/fields.ts";

// The next edit, and the requests of the shop, go before it.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const [name = "", mode] = process.argv.slice(2);
const service = services.find((each) => each.name === name);
if (!service) throw new Error(`there is no service ${name}`);
const folder = path.join(root, service.folder);

if (mode === "--generate") {
  const { generateResolverTypes } = await import("./resolver-types.ts");
  await generateResolverTypes(name);
}
const files = ts.sys.readDirectory(path.join(folder, "src"), [".ts"]);
const compiled = ts.createIncrementalProgram({
  rootNames: files,
  options: {
    ...compilerOptions(),
    incremental: true,
    tsBuildInfoFile: path.join(root, "node_modules/.cache/hansa", `${name}.tsbuildinfo`),
  },
});
if (!service.isGateway) await printUnservedFields(service.folder);
printTypeErrors();

async function printUnservedFields(subgraph: string): Promise<void> {
  const sdl = readFileSync(path.join(folder, "schema.graphql"), "utf8");
  const file = path.join(root, generatedFile(subgraph));
  const { faults } = findUnservedFields(sdl, await resolversOf(subgraph), compiled.getProgram(), file);
  for (const fault of faults) print(`${subgraph}/schema.graphql: ${fault}`);
}

/** Those of the service alone. What a later examination builds on is written, and nothing else. */
function printTypeErrors(): void {
  const found = [...compiled.getSyntacticDiagnostics(), ...compiled.getSemanticDiagnostics()];
  compiled.emit();
  for (const diagnostic of found) {
    if (diagnostic.file && !diagnostic.file.fileName.startsWith(`${folder}/`)) continue;
    print(
      ts
        .formatDiagnostic(diagnostic, {
          ...ts.sys,
          getCurrentDirectory: () => root,
          getCanonicalFileName: (file) => file,
          getNewLine: () => "\n",
        })
        .trim(),
    );
  }
}

function print(finding: string): void {
  process.stdout.write(`${finding}\n`);
}
