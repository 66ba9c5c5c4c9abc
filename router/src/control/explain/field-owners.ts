/** Owners of fields: the services that the supergraph names for them. */
import {
  type ConstDirectiveNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isObjectType,
  Kind,
} from "graphql";

/** The names of the services that have a field, by its type and name; none of a field that the supergraph does not have. */
export type OwnersOf = (type: string, field: string) => readonly string[];

/** Reads the owners from the schema of a supergraph. */
export function openOwners(schema: GraphQLSchema): OwnersOf {
  const graphs = schema.getType("join__Graph");
  const names = new Map(
    (isEnumType(graphs) ? graphs.getValues() : []).map(({ name, astNode }) => [
      name,
      textOf(joinsOf(astNode, "join__graph")[0], "name"),
    ]),
  );
  return (typeName, fieldName) => {
    const type = schema.getType(typeName);
    const joins = joinsOf(fieldOf(type, fieldName), "join__field").filter(
      (join) => textOf(join, "graph") !== undefined,
    );
    const own = joins.filter((join) => !isSet(join, "external") && !isSet(join, "usedOverridden"));
    const all = joins.length > 0 ? own : joinsOf(type?.astNode, "join__type");
    return all.flatMap((join) => names.get(textOf(join, "graph") ?? "") ?? []);
  };
}

function fieldOf(type: GraphQLNamedType | undefined, name: string): { directives?: readonly ConstDirectiveNode[] } {
  return (isObjectType(type) || isInterfaceType(type) ? type.getFields()[name]?.astNode : undefined) ?? {};
}

type Joined = { directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;

function joinsOf(node: Joined, name: string): readonly ConstDirectiveNode[] {
  return (node?.directives ?? []).filter((directive) => directive.name.value === name);
}

function textOf(join: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = join?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.ENUM || value?.kind === Kind.STRING ? value.value : undefined;
}

function isSet(join: ConstDirectiveNode, name: string): boolean {
  const value = join.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.BOOLEAN && value.value;
}
