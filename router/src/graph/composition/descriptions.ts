/** Check of descriptions: finds the elements of a schema that have none. */
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from "graphql";

type Element = { name: string; description?: string | null | undefined };

/** Finds the elements of a schema without a description, as `Product.title` or `Query.product(id:)`. */
export function undescribedIn(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type),
  );
  return types
    .flatMap((type) => [type, ...elementsOf(type)])
    .filter(({ description }) => !description?.trim())
    .map(({ name }) => name);
}

function elementsOf(type: GraphQLNamedType): Element[] {
  const within = (name: string, description: string | null | undefined) => ({
    name: `${type.name}.${name}`,
    description,
  });
  if (isEnumType(type)) return type.getValues().map(({ name, description }) => within(name, description));
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map(({ name, description }) => within(name, description));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name, description, args }) => [
    within(name, description),
    ...args.map((arg) => within(`${name}(${arg.name}:)`, arg.description)),
  ]);
}
