/** External fields: values of another service that a reference brings. Where bearer access is on, a client may have left them out or made them up. */
import {
  defaultFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { CodedError } from "../../runtime/errors.ts";

/** Refuses a selected external field without a value of its type: completing it would fail as a fault of this service. */
export function requireExternalValues(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      if (field.resolve || !field.astNode?.directives?.some(({ name }) => name.value === "external")) continue;
      const fault = `\`${type.name}.${field.name}\` belongs to another service, and the reference has no value of its type.`;
      field.resolve = (...given) => {
        const value: unknown = defaultFieldResolver(...given);
        if (!isOfType(value, field.type)) throw new CodedError("BAD_USER_INPUT", fault);
        return value;
      };
    }
  }
}

/** Whether the value can be completed. Fields with a resolver are that resolver's matter. */
function isOfType(value: unknown, type: GraphQLOutputType): boolean {
  if (isNonNullType(type)) return value !== null && value !== undefined && isOfType(value, type.ofType);
  if (value === null || value === undefined) return true;
  if (isListType(type)) return Array.isArray(value) && value.every((item) => isOfType(item, type.ofType));
  if (isLeafType(type)) return isSerializable(() => type.serialize(value));
  if (!isObjectType(type) || typeof value !== "object") return false;
  const given = new Map<string, unknown>(Object.entries(value));
  return Object.values(type.getFields()).every(
    (field) => field.resolve !== undefined || isOfType(given.get(field.name), field.type),
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
