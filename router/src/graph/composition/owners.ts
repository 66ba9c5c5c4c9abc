/** Owners of types: of a type that several subgraphs have, the description of its owner is the one that clients see. */
import { type DocumentNode, Kind, type ObjectTypeDefinitionNode, visit } from "graphql";

type Service = { name: string; url: string; typeDefs: DocumentNode };

/**
 * Removes the descriptions of types, and of fields that their owner has too, from subgraphs that only extend them. The owner of a type is the
 * one subgraph in which it is a `Node` and has a key that can be resolved. Types without an owner are left as they are.
 */
export function withOwnersDescriptions(services: readonly Service[]): Service[] {
  const fieldsByOwned = new Map<string, { owner: string; fields: ReadonlySet<string> }>();
  const ambiguous = new Set<string>();
  for (const { name: owner, typeDefs } of services) {
    for (const type of typeDefs.definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION || !owns(type)) continue;
      if (fieldsByOwned.has(type.name.value)) ambiguous.add(type.name.value);
      fieldsByOwned.set(type.name.value, { owner, fields: new Set(type.fields?.map(({ name }) => name.value)) });
    }
  }
  return services.map((service) => {
    const definitions = service.typeDefs.definitions.map((type) => {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION || ambiguous.has(type.name.value)) return type;
      const owned = fieldsByOwned.get(type.name.value);
      return owned === undefined || owned.owner === service.name ? type : withoutDescriptions(type, owned.fields);
    });
    return { ...service, typeDefs: { ...service.typeDefs, definitions } };
  });
}

function owns({ interfaces, directives }: ObjectTypeDefinitionNode): boolean {
  const isNode = interfaces?.some(({ name }) => name.value === "Node") ?? false;
  const keys = directives?.filter(({ name }) => name.value === "key") ?? [];
  const isResolvable = keys.some(
    (key) =>
      !key.arguments?.some(
        ({ name, value }) => name.value === "resolvable" && value.kind === Kind.BOOLEAN && !value.value,
      ),
  );
  return isNode && isResolvable;
}

/** The fields of the type itself, beside those of its owner, keep their descriptions. */
function withoutDescriptions(type: ObjectTypeDefinitionNode, owned: ReadonlySet<string>): ObjectTypeDefinitionNode {
  return visit(type, {
    FieldDefinition: ({ name }) => (owned.has(name.value) ? undefined : false),
    StringValue: (_node, key) => (key === "description" ? null : undefined),
  });
}
