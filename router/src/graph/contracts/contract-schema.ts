/** The schemas that clients of contracts see, beside that of the whole graph. */
import { type LimitedContract, limitedContracts } from "@hansa/contracts/graph-contracts";
import { buildASTSchema, type DocumentNode, type GraphQLNamedType, type GraphQLSchema, isAbstractType } from "graphql";
import type { Schema } from "../../planning/elastic.ts";
import type { Steps } from "../steps.ts";
import { cutDocument } from "./cut-document.ts";
import { coordinatesOf } from "./named-elements.ts";
import { excludedBy, readTags } from "./tags.ts";

export type ContractSchema = {
  contract: LimitedContract;
  clientSchema: GraphQLSchema;
  /** The names of the interfaces and unions that lack types of objects here. */
  narrowed: ReadonlySet<string>;
};

/**
 * Makes the schema of each contract that lacks elements, from the definitions and the schema that clients of the whole graph see. Of a contract whose
 * tags no element has that clients see there is none.
 */
export function* contractSchemasInSteps(
  supergraph: Schema,
  definitions: DocumentNode,
  whole: GraphQLSchema,
): Steps<ContractSchema[]> {
  const tags = readTags(supergraph);
  const seen = coordinatesOf(definitions);
  yield;
  const schemas: ContractSchema[] = [];
  for (const contract of limitedContracts) {
    const excludes = excludedBy(contract, tags, seen);
    if (!excludes) continue;
    const cut = cutDocument(definitions, excludes);
    yield;
    schemas.push({ contract, ...schemaOf(cut, whole) });
    yield;
  }
  return schemas;
}

function schemaOf(definitions: DocumentNode, whole: GraphQLSchema): Omit<ContractSchema, "contract"> {
  const clientSchema = buildASTSchema(definitions, { assumeValid: true });
  const sizeIn = (schema: GraphQLSchema, type: GraphQLNamedType | undefined) =>
    isAbstractType(type) ? schema.getPossibleTypes(type).length : 0;
  const narrowed = Object.values(clientSchema.getTypeMap())
    .filter((type) => sizeIn(clientSchema, type) < sizeIn(whole, whole.getType(type.name)))
    .map(({ name }) => name);
  return { clientSchema, narrowed: new Set(narrowed) };
}
