/** The generated types in development: made again after an edit of an operation, or of a schema that is a file, before the edit is served. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";
import codegen, { schema } from "../codegen.ts";

export type Generation = {
  plugin: Plugin;
  /** Why the operations do not fit the schema. */
  fault(): string | undefined;
};

/** Generates the types where there are none yet. `tell` is given each fault. */
export async function openGeneration(root: string, tell: (fault: string) => void): Promise<Generation> {
  const generated = path.join(root, "generated");
  let fault: string | undefined;

  async function generateTypes(): Promise<void> {
    try {
      // The generator takes some 80 MB: it is loaded when it is needed.
      const { generate } = await import("@graphql-codegen/cli");
      await generate({ ...codegen, cwd: root, silent: true, errorsOnly: true });
      fault = undefined;
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
      tell(fault);
    }
  }

  /** A file that was removed may have had operations. */
  const hasOperations = (file: string) =>
    /\.tsx?$/.test(file) && (!existsSync(file) || readFileSync(file, "utf8").includes("graphql("));
  const isConcerned = (file: string) =>
    !file.startsWith(generated) && (file === schema || fault !== undefined || hasOperations(file));

  if (!existsSync(generated)) await generateTypes();
  return {
    fault: () => fault,
    plugin: {
      name: "generated-types",
      configureServer: ({ watcher }) => {
        if (existsSync(schema)) watcher.add(schema);
      },
      // Vite waits for it before it serves the edit.
      watchChange: async (file) => {
        if (isConcerned(file)) await generateTypes();
      },
    },
  };
}
