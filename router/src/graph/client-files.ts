/** Files from which front ends generate types and caches: the schema, the possible types of its interfaces and unions, its scalars. */
import { type GraphQLSchema, isAbstractType, isScalarType, isSpecifiedScalarType, printSchema } from "graphql";
import { parseSupergraph } from "../planning/key-order.ts";
import { buildSupergraph } from "../planning/plan-builder.ts";
import { withoutHidden } from "./composition/client-schema.ts";
import { contractSchemasInSteps } from "./contracts/contract-schema.ts";
import { completeNow } from "./steps.ts";

/** TypeScript types of the values in JSON. A scalar that is not named here is `unknown`. */
const scalarTypes: Readonly<Record<string, string>> = {
  CountryCode: "string",
  CurrencyCode: "string",
  DateTime: "string",
  Decimal: "string",
  MinorUnits: "number",
  Rate: "string",
};

/** A file by its name, with its media type. */
export type ClientFile = { name: string; type: string; text: string };

/** Makes the file of a schema as clients see it. */
export function schemaFileOf(name: string, schema: GraphQLSchema): ClientFile {
  return { name, type: "text/plain; charset=utf-8", text: `${printSchema(schema).trim()}\n` };
}

/** Makes the three files of a schema as clients see it. */
export function clientFilesOf(schema: GraphQLSchema): ClientFile[] {
  return [
    schemaFileOf("schema.graphql", schema),
    { name: "possible-types.json", type: "application/json; charset=utf-8", text: asJson(possibleTypesOf(schema)) },
    { name: "scalars.json", type: "application/json; charset=utf-8", text: asJson(scalarsOf(schema)) },
  ];
}

/** Makes the file of each contract that lacks elements, such as `public.graphql`. `whole`: the schema that clients of the whole supergraph see. */
export function contractFilesOf(supergraph: string, whole: GraphQLSchema): ClientFile[] {
  const { schema } = buildSupergraph(parseSupergraph(supergraph));
  const made = completeNow(contractSchemasInSteps(schema, withoutHidden(schema).toAST(), whole));
  return made.map(({ contract, clientSchema }) => schemaFileOf(`${contract.toLowerCase()}.graphql`, clientSchema));
}

/** The names of the possible types, by the name of each interface and union: as Apollo Client's cache takes them. */
function possibleTypesOf(schema: GraphQLSchema): Record<string, string[]> {
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  return Object.fromEntries(
    abstract
      .filter(({ name }) => !name.startsWith("__"))
      .map(
        (type) =>
          [
            type.name,
            schema
              .getPossibleTypes(type)
              .map(({ name }) => name)
              .sort(),
          ] as const,
      )
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** The TypeScript type of each scalar of the schema: as GraphQL Code Generator takes them. */
function scalarsOf(schema: GraphQLSchema): Record<string, string> {
  const own = Object.values(schema.getTypeMap()).filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  return Object.fromEntries(own.map(({ name }) => [name, scalarTypes[name] ?? "unknown"]));
}

const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
