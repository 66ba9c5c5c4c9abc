/** Kubernetes manifests as literals of the types of its API: the compiler finds fields that do not exist, are missing or have another type. */
import path from "node:path";
import ts from "typescript";
import { z } from "zod";
import { root } from "../../../../cli/host/shop.mjs";

const named = z.looseObject({ apiVersion: z.string(), kind: z.string() });

/** The compiler's messages about these manifests. */
export function findManifestFaults(manifests: readonly unknown[]): string[] {
  const text = manifests.map(declare).join("\n");
  const file = path.join(root, "tools/manifests.ts");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

function declare(manifest: unknown, index: number): string {
  const { apiVersion, kind } = named.parse(manifest);
  return `import type { I${kind} as Kind${index} } from "kubernetes-models/${apiVersion}/${kind}";
    export const manifest${index}: Kind${index} = ${JSON.stringify(manifest)};`;
}
