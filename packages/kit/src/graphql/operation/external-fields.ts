/** External fields: values of another service that a reference brings. Where bearer access is on, a client may have left them out or made them up. */
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { CodedError } from "../../runtime/errors.ts";
import { directivesOn } from "./directives.ts";

/**
 * The resolver of an external field, which refuses a value that is not of its type: completing it would fail as a fault of this service.
 * Undefined for other fields.
 */
export function externalResolver(
  { name }: GraphQLObjectType,
  field: Pick<GraphQLField<unknown, unknown>, "name" | "type" | "astNode">,
): GraphQLFieldResolver<unknown, unknown> | undefined {
  if (!directivesOn(field).some((directive) => directive.name.value === "external")) return undefined;
  const fault = `\`${name}.${field.name}\` belongs to another service, and the reference has no value of its type.`;
  return (...resolverArguments) => {
    const value: unknown = defaultFieldResolver(...resolverArguments);
    if (!isOfType(value, field.type)) throw new CodedError("BAD_USER_INPUT", fault);
    return value;
  };
}

/** Whether the value can be completed. Fields with a resolver are that resolver's matter. */
function isOfType(value: unknown, type: GraphQLOutputType): boolean {
  if (isNonNullType(type)) return value !== null && value !== undefined && isOfType(value, type.ofType);
  if (value === null || value === undefined) return true;
  if (isListType(type)) return Array.isArray(value) && value.every((item) => isOfType(item, type.ofType));
  if (isLeafType(type)) return isSerializable(() => type.serialize(value));
  if (!isObjectType(type) || typeof value !== "object") return false;
  const values = new Map<string, unknown>(Object.entries(value));
  return Object.values(type.getFields()).every(
    (field) => field.resolve !== undefined || isOfType(values.get(field.name), field.type),
  );
}

function isSerializable(serialize: () => unknown): boolean {
  try {
    serialize();
    return true;
  } catch {
    return false;
  }
}
