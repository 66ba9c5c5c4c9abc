/** The elements of a schema that an operation uses, by their coordinates. */
import {
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  Kind,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from "graphql";

export type Uses = {
  /** Types, fields, arguments, input fields and enum values that it selects, sends or may send by its variables. */
  touched: ReadonlySet<string>;
  /** Arguments and input fields without a value, or perhaps without one: their defaults are used. */
  omitted: ReadonlySet<string>;
  /** The types of values that it receives. */
  received: ReadonlySet<string>;
};

type Collection = {
  schema: GraphQLSchema;
  touched: Set<string>;
  omitted: Set<string>;
  received: Set<string>;
  /** The input types of variables, with those below them. */
  reached: Set<string>;
};

/** Finds the uses of a document that is valid for the schema. */
export function findUses(schema: GraphQLSchema, document: DocumentNode): Uses {
  const found: Collection = {
    schema,
    touched: new Set(),
    omitted: new Set(),
    received: new Set(),
    reached: new Set(),
  };
  const info = new TypeInfo(schema);
  const optional = optionalVariables(document);
  const collector = visitWithTypeInfo(info, {
    VariableDefinition: () => reachInput(found, info.getInputType()),
    InlineFragment: ({ typeCondition }) => typeCondition && receive(found, schema.getType(typeCondition.name.value)),
    FragmentDefinition: ({ typeCondition }) => receive(found, schema.getType(typeCondition.name.value)),
    Field: ({ arguments: given = [] }) => {
      const [parent, field] = [info.getParentType(), info.getFieldDef()];
      if (!parent || !field || field.name.startsWith("__")) return;
      receive(found, getNamedType(field.type));
      const values = new Map(given.map(({ name, value }) => [name.value, value]));
      for (const coordinate of coordinatesOf(schema, parent, field.name)) {
        found.touched.add(coordinate);
        noteValues(found, field.args, values, { optional, nameOf: (name) => `${coordinate}(${name}:)` });
      }
    },
    ObjectValue: ({ fields }) => {
      const type = getNamedType(info.getInputType());
      if (!isInputObjectType(type)) return;
      found.touched.add(type.name);
      const values = new Map(fields.map(({ name, value }) => [name.value, value]));
      const members = Object.values(type.getFields());
      noteValues(found, members, values, { optional, nameOf: (name) => `${type.name}.${name}` });
    },
    EnumValue: ({ value }) => {
      const type = getNamedType(info.getInputType());
      if (type) found.touched.add(type.name).add(`${type.name}.${value}`);
    },
  });
  visit(document, collector);
  return found;
}

/** The names of variables that may be sent without a value. */
function optionalVariables({ definitions }: DocumentNode): ReadonlySet<string> {
  const variables = definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? (each.variableDefinitions ?? []) : [],
  );
  const optional = variables.filter(({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE && !defaultValue);
  return new Set(optional.map(({ variable }) => variable.name.value));
}

/** A field of an interface is a field of each object that implements it. */
function coordinatesOf(schema: GraphQLSchema, parent: GraphQLCompositeType, field: string): string[] {
  const objects = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [];
  return [parent, ...objects].map(({ name }) => `${name}.${field}`);
}

type Naming = { optional: ReadonlySet<string>; nameOf: (name: string) => string };

function noteValues(
  { touched, omitted }: Collection,
  members: readonly Pick<GraphQLArgument, "name">[],
  values: ReadonlyMap<string, ValueNode>,
  { optional, nameOf }: Naming,
): void {
  for (const { name } of members) {
    const value = values.get(name);
    if (value) touched.add(nameOf(name));
    const isOpen = value?.kind === Kind.VARIABLE && optional.has(value.name.value);
    if (!value || isOpen) omitted.add(nameOf(name));
  }
}

function receive({ touched, received }: Collection, type: GraphQLNamedType | undefined): void {
  if (!type) return;
  received.add(type.name);
  touched.add(type.name);
  if (isEnumType(type)) for (const { name } of type.getValues()) touched.add(`${type.name}.${name}`);
}

/** A variable may send every input field and enum value below its type, or none. */
function reachInput(found: Collection, input: GraphQLInputType | null | undefined): void {
  const type = getNamedType(input ?? undefined);
  if (!type || found.reached.has(type.name)) return;
  found.reached.add(type.name);
  found.touched.add(type.name);
  if (isEnumType(type)) for (const { name } of type.getValues()) found.touched.add(`${type.name}.${name}`);
  if (!isInputObjectType(type)) return;
  for (const { name, type: below } of Object.values(type.getFields())) {
    found.touched.add(`${type.name}.${name}`);
    found.omitted.add(`${type.name}.${name}`);
    reachInput(found, below);
  }
}
