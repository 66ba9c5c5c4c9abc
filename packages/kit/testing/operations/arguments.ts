/** Arguments of generated fields: literals of every kind, and variables with values, with defaults, omitted or null. */
import {
  type ArgumentNode,
  type ConstValueNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  GraphQLNonNull,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  Kind,
  type ObjectFieldNode,
  parseConstValue,
  parseType,
  print,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromASTUntyped,
} from "graphql";
import type { Chance } from "../seeded-random.ts";

export type Inputs = {
  chance: Chance;
  /** Ids that exist, for schemas that look objects up by them. */
  ids: readonly string[];
  definitions: VariableDefinitionNode[];
  values: Record<string, unknown>;
};

const variableShare = 0.35;
const nestedVariableShare = 0.12;
const optionalShare = 0.5;
const texts = ["", "a", "b c", "1", "true", "null", 'say "hi"\\n', "ünïcode ✓", "{ id }", "$v0", "line\nbreak"];

/** Draws the arguments of a field. */
export function drawArguments(inputs: Inputs, args: readonly GraphQLArgument[]): ArgumentNode[] {
  const selected = args.filter((argument) => isRequiredArgument(argument) || inputs.chance.happens(optionalShare));
  return selected.map((argument) => ({
    kind: Kind.ARGUMENT,
    name: nameNode(argument.name),
    value: drawValue(inputs, argument.type, hasDefault(argument), 0),
  }));
}

/** A condition of `@skip` or `@include`: a literal, or a variable. */
export function drawCondition(inputs: Inputs): ValueNode {
  const { chance } = inputs;
  const literal = { kind: Kind.BOOLEAN, value: chance.happens(0.5) } as const;
  if (chance.happens(0.3)) return literal;
  const earlier = inputs.definitions.filter(({ type }) => print(type) === "Boolean!");
  if (earlier.length > 0 && chance.happens(0.4)) return chance.oneOf(earlier).variable;
  if (chance.happens(0.6)) return define(inputs, "Boolean!", undefined, literal);
  return define(inputs, chance.oneOf(["Boolean", "Boolean!"]), literal, chance.happens(0.5) ? undefined : literal);
}

/** A name in a document. */
export function nameNode(value: string) {
  return { kind: Kind.NAME, value } as const;
}

function hasDefault({ defaultValue }: GraphQLArgument | GraphQLInputField): boolean {
  return defaultValue !== undefined;
}

/** A value for an input position: a variable, or a literal that may contain variables. */
function drawValue(inputs: Inputs, type: GraphQLInputType, defaulted: boolean, depth: number): ValueNode {
  const { chance } = inputs;
  if (chance.happens(depth === 0 ? variableShare : nestedVariableShare)) return drawVariable(inputs, type, defaulted);
  if (!isNonNullType(type) && chance.happens(0.1)) return { kind: Kind.NULL };
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) {
    if (chance.happens(0.15) && !isListType(nullable.ofType))
      return drawValue(inputs, nonNullOf(nullable.ofType), false, 9);
    const length = chance.whole(0, 2);
    const values = Array.from({ length }, () => drawValue(inputs, nullable.ofType, false, depth + 1));
    return { kind: Kind.LIST, values };
  }
  if (isInputObjectType(nullable)) {
    const all = Object.values(nullable.getFields());
    const optional = depth < 3 ? optionalShare : 0;
    const fields = nullable.isOneOf
      ? [chance.oneOf(all)]
      : all.filter((field) => isRequiredInputField(field) || chance.happens(optional));
    return {
      kind: Kind.OBJECT,
      fields: fields.map(
        (field): ObjectFieldNode => ({
          kind: Kind.OBJECT_FIELD,
          name: nameNode(field.name),
          value: nullable.isOneOf
            ? drawConstant(inputs, field.type)
            : drawValue(inputs, field.type, hasDefault(field), depth + 1),
        }),
      ),
    };
  }
  return drawLeaf(inputs, nullable);
}

function drawVariable(inputs: Inputs, type: GraphQLInputType, defaulted: boolean): ValueNode {
  const { chance } = inputs;
  const constant = () => drawConstant(inputs, type);
  if (isNonNullType(type)) {
    // A nullable variable with a default may stand in a non-null position; an explicit null there is an error of its own.
    if (chance.happens(0.3))
      return define(inputs, String(type.ofType), constant(), chance.happens(0.5) ? constant() : undefined);
    return define(inputs, String(type), undefined, constant());
  }
  const kind = chance.weighted({ given: 5, omitted: 2, null: 2, defaulted: 3, overridden: 2 });
  if (kind === "omitted") return define(inputs, String(type), undefined, undefined);
  if (kind === "null")
    return define(inputs, String(type), defaulted && chance.happens(0.5) ? constant() : undefined, { kind: Kind.NULL });
  if (kind === "defaulted") return define(inputs, String(type), constant(), undefined);
  return define(inputs, String(type), kind === "overridden" ? constant() : undefined, constant());
}

/** A literal without variables that is not null. */
function drawConstant(inputs: Inputs, type: GraphQLInputType): ConstValueNode {
  const plain: Inputs = {
    ...inputs,
    chance: { ...inputs.chance, happens: (share) => withoutVariables(inputs, share) },
  };
  return parseConstValue(print(drawValue(plain, nonNullOf(type), false, 0)));
}

function withoutVariables({ chance }: Inputs, share: number): boolean {
  return share !== variableShare && share !== nestedVariableShare && chance.happens(share);
}

function nonNullOf(type: GraphQLInputType): GraphQLInputType {
  return isNonNullType(type) ? type : new GraphQLNonNull(type);
}

function define(
  { definitions, values }: Inputs,
  type: string,
  defaultValue: ConstValueNode | undefined,
  value: ConstValueNode | undefined,
): ValueNode {
  const name = `v${definitions.length}`;
  const variable = { kind: Kind.VARIABLE, name: nameNode(name) } as const;
  definitions.push({
    kind: Kind.VARIABLE_DEFINITION,
    variable,
    type: parseType(type),
    ...(defaultValue ? { defaultValue } : {}),
  });
  if (value) values[name] = valueFromASTUntyped(value);
  return variable;
}

function drawLeaf({ chance, ids }: Inputs, type: GraphQLNamedInputType): ConstValueNode {
  if (isEnumType(type)) return { kind: Kind.ENUM, value: chance.oneOf(type.getValues()).name };
  const text = (value: string): ConstValueNode => ({ kind: Kind.STRING, value });
  const whole = (value: number): ConstValueNode => ({ kind: Kind.INT, value: String(value) });
  switch (type.name) {
    case "Int":
      return whole(chance.oneOf([0, 1, 2, -7, 2_147_483_647]));
    case "Float":
      return chance.happens(0.4)
        ? whole(chance.whole(-3, 3))
        : { kind: Kind.FLOAT, value: chance.oneOf(["1.5", "1.0", "-2.5e3"]) };
    case "Boolean":
      return { kind: Kind.BOOLEAN, value: chance.happens(0.5) };
    case "ID":
      if (ids.length > 0 && chance.happens(0.9)) return text(chance.oneOf(ids));
      return chance.happens(0.3) ? whole(chance.whole(0, 5)) : text(chance.oneOf(texts));
    case "String":
      return text(chance.oneOf(texts));
    default:
      return chance.happens(0.7) ? text(chance.oneOf(texts)) : whole(chance.whole(0, 9));
  }
}
