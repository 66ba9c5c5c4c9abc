/** Types, by the compiler: the Node code, and the workspaces whose code runs in a browser, incrementally. */
import path from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import ts from "typescript";
import { root } from "../../../../cli/host/shop.mjs";
import type { Findings } from "../../step.ts";

const projects = [
  "tsconfig.json",
  "router/playground/tsconfig.json",
  "packages/front/tsconfig.json",
  "apps/storefront/tsconfig.json",
  "apps/admin/tsconfig.json",
];

/** The compiler works in a thread of its own: it never waits, and other steps run meanwhile. */
const thread = "types of the check";

export function checkTypes(): Promise<Findings> {
  const worker = new Worker(new URL(import.meta.url), { workerData: thread });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the compiler ended without a result")));
  });
}

function compileProjects(): Findings {
  const found = projects.map(checkProject);
  return {
    looked: found.reduce((sum, each) => sum + each.modules, 0),
    unit: `modules in ${found.length} projects`,
    faults: found.flatMap((each) => each.faults),
  };
}

function checkProject(project: string): { modules: number; faults: string[] } {
  const host: ts.ParseConfigFileHost = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: refuse };
  const parsed = ts.getParsedCommandLineOfConfigFile(path.join(root, project), {}, host);
  if (parsed === undefined) return { modules: 0, faults: [`${project} cannot be read.`] };

  const compiled = ts.createIncrementalProgram({ rootNames: parsed.fileNames, options: parsed.options });
  const program = compiled.getProgram();
  const diagnostics = [
    ...parsed.errors,
    ...compiled.getConfigFileParsingDiagnostics(),
    ...compiled.getOptionsDiagnostics(),
    ...compiled.getGlobalDiagnostics(),
    ...compiled.getSyntacticDiagnostics(),
    ...compiled.getSemanticDiagnostics(),
  ];
  // With `noEmit` this writes nothing but what the next check builds on.
  compiled.emit();
  const ours = program.getSourceFiles().filter((file) => !file.fileName.includes("/node_modules/"));
  const faults = diagnostics.map((diagnostic) => ts.formatDiagnostic(diagnostic, formatHost).trim());
  if (ours.length === 0) faults.push(`${project} has no modules.`);
  return { modules: ours.length, faults };
}

const formatHost: ts.FormatDiagnosticsHost = {
  getCurrentDirectory: () => root,
  getCanonicalFileName: (name) => name,
  getNewLine: () => "\n",
};

function refuse(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.formatDiagnostic(diagnostic, formatHost));
}

if (workerData === thread) parentPort?.postMessage(compileProjects());
