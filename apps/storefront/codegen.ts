/** Generates the types of the operations. `HANSA_SCHEMA` is the place of the schema: a folder, or the address of a shop in development. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { CodegenConfig } from "@graphql-codegen/cli";

const { HANSA_SCHEMA: place = "../../router/client" } = process.env;
const isAddress = /^https?:/.test(place);
const folder = isAddress ? place : path.resolve(import.meta.dirname, place);

/** The schema: a file, or an address. The TypeScript types of its scalars lie beside it. */
export const schema = `${folder}/schema.graphql`;
const scalars = isAddress
  ? await (await fetch(`${folder}/scalars.json`)).json()
  : JSON.parse(readFileSync(`${folder}/scalars.json`, "utf8"));

const config: CodegenConfig = {
  schema,
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

export default config;
