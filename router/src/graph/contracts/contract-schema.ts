/** The schema that clients of a contract see, beside that of the whole graph. */
import { buildASTSchema, type DocumentNode, type GraphQLNamedType, type GraphQLSchema, isAbstractType } from "graphql";

export type ContractSchema = {
  clientSchema: GraphQLSchema;
  /** The names of the interfaces and unions that lack types of objects here. */
  narrowed: ReadonlySet<string>;
};

/** Builds the schema of a contract from its definitions. */
export function contractSchemaOf(definitions: DocumentNode, whole: GraphQLSchema): ContractSchema {
  const clientSchema = buildASTSchema(definitions, { assumeValid: true });
  const sizeIn = (schema: GraphQLSchema, type: GraphQLNamedType | undefined) =>
    isAbstractType(type) ? schema.getPossibleTypes(type).length : 0;
  const narrowed = Object.values(clientSchema.getTypeMap())
    .filter((type) => sizeIn(clientSchema, type) < sizeIn(whole, whole.getType(type.name)))
    .map(({ name }) => name);
  return { clientSchema, narrowed: new Set(narrowed) };
}
