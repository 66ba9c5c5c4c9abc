/** Generated types: resolver types for each subgraph, and typed documents for the clients of the graph. The storefront has a configuration of its own. */
import { readFileSync } from "node:fs";
import type { CodegenConfig } from "@graphql-codegen/cli";
import { taxClassByName } from "./packages/commerce/src/tax-class.ts";
import { services } from "./packages/contracts/src/services.mjs";

const scalars = {
  DateTime: "number",
  CurrencyCode: "string",
  CountryCode: "string",
  Decimal: "string",
  Rate: "string",
  MinorUnits: "number",
  ID: "string",
  /** Only the federation directives use it. */
  _FieldSet: "string",
};

/** Enums whose values have other names inside a service. */
const taxClass = { TaxClass: taxClassByName };

/**
 * The resolver types of one subgraph. Its `mappers.json` names, for each type, the value that its resolvers receive: a row of the store, or a
 * reference that is resolved elsewhere.
 */
function resolverTypes(folder: string) {
  const mappers: Record<string, string> = JSON.parse(readFileSync(`${folder}/mappers.json`, "utf8"));
  const schema = `${folder}/schema.graphql`;
  const hasTaxClass = /^enum TaxClass\b/m.test(readFileSync(schema, "utf8"));
  return {
    schema,
    plugins: ["typescript", "typescript-resolvers"],
    config: {
      federation: true,
      contextType: "../context.ts#Context",
      mappers,
      scalars,
      enumsAsTypes: true,
      enumValues: hasTaxClass ? taxClass : {},
      useTypeImports: true,
      importExtension: ".ts",
      resolversNonOptionalTypename: { unionMember: true },
      maybeValue: "T | null",
      inputMaybeValue: "T | null | undefined",
      avoidOptionals: { field: true, inputValue: false, object: false, defaultValue: false },
      makeResolverTypeCallable: true,
      strictScalars: true,
      // Resolvers receive arguments that other calls of the same operation receive too.
      immutableTypes: true,
    },
  };
}

const config: CodegenConfig = {
  generates: {
    ...Object.fromEntries(
      services.map(({ name }) => [`subgraphs/${name}/src/generated/resolvers.ts`, resolverTypes(`subgraphs/${name}`)]),
    ),
    "packages/client/src/generated/": {
      schema: "router/client/schema.graphql",
      documents: ["packages/client/src/documents/*.ts"],
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: "string",
        scalars: { ...scalars, DateTime: "string" },
        strictScalars: true,
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: ".ts",
        emitLegacyCommonJSImports: false,
      },
    },
    // As docs/front-ends/frontend.md tells front ends to do, with the files of the router.
    "docs/front-ends/examples/generated/": {
      schema: "router/client/schema.graphql",
      documents: ["docs/front-ends/examples/**/*.ts", "!docs/front-ends/examples/generated/**"],
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        scalars: JSON.parse(readFileSync("router/client/scalars.json", "utf8")),
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
