/** Generation of the types of a front end's operations. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { CodegenConfig } from "@graphql-codegen/cli";

/**
 * The configuration for the front end in this folder. `place` is that of the schema: a folder, or the address of a shop in development. The
 * TypeScript types of its scalars lie beside it. `contract` names a part of the graph, such as `public`; absent: the whole of it.
 */
export async function codegenOf(
  folder: string,
  place: string,
  contract?: string,
): Promise<CodegenConfig & { schema: string }> {
  const isAddress = /^https?:/.test(place);
  const schemas = isAddress ? place : path.resolve(folder, place);
  const scalars = isAddress
    ? await (await fetch(`${schemas}/scalars.json`)).json()
    : JSON.parse(readFileSync(`${schemas}/scalars.json`, "utf8"));
  return {
    schema: `${schemas}/${fileOf(contract, isAddress)}`,
    documents: ["**/*.{ts,tsx}", "!{generated,dist,node_modules,test}/**"],
    generates: {
      "generated/": {
        preset: "client",
        presetConfig: { fragmentMasking: { unmaskFunctionName: "getFragmentData" } },
        config: {
          documentMode: "string",
          scalars,
          strictScalars: true,
          enumsAsTypes: true,
          useTypeImports: true,
          importExtension: ".ts",
          emitLegacyCommonJSImports: false,
        },
      },
    },
  };
}

/** The name of the schema's file, in a folder or at the address of a shop. */
function fileOf(contract: string | undefined, isAddress: boolean): string {
  if (contract === undefined) return "schema.graphql";
  return isAddress ? `graphql/${contract}/schema.graphql` : `${contract}.graphql`;
}
