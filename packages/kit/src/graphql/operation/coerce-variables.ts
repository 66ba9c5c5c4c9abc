/** Coercion of variables: each problem names its place, the expected type and the reason, and repeats no value of its sender. */
import {
  coerceInputValue,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from "graphql";

type Values = Readonly<Record<string, unknown>>;

/** A variable that does not fit. `cause` is the error of graphql-js or of the scalar, with its extensions. */
export type VariableProblem = { definition: VariableDefinitionNode; message: string; cause?: GraphQLError };

type Coercion = {
  /** After so many problems the coercion ends. */
  most: number;
  /** Whether problems name no part of the schema that their sender may have meant. */
  hideSuggestions?: boolean;
};

/** A name that a sender invented, and a place, are shown with so many characters at most. */
const shownCharacters = 100;

/** The name of a field or of an enum's value, in the two messages of graphql-js that repeat one. */
const inventedName = /^((?:Field|Value) ")(.*)(" (?:is not defined by type|does not exist in) ")/s;

/** The values of the variables, defaults applied, or the problems for which they are refused. */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: Values,
  { most, hideSuggestions = false }: Coercion,
): { coerced: Values } | { problems: readonly VariableProblem[] } {
  const problems: VariableProblem[] = [];
  const coerced: Record<string, unknown> = Object.create(null);
  const full = Symbol("full");
  const add = (problem: VariableProblem) => {
    problems.push(problem);
    if (problems.length >= most) throw full;
  };
  try {
    for (const definition of definitions)
      coerceVariable(schema, definition, { variables, coerced, hideSuggestions, add });
  } catch (thrown) {
    if (thrown !== full) throw thrown;
  }
  return problems.length > 0 ? { problems } : { coerced };
}

/** The problems as errors at the definitions of their variables. */
export function variableErrors(problems: readonly VariableProblem[]): readonly GraphQLError[] {
  return problems.map(
    ({ definition, message, cause }) => new GraphQLError(message, { nodes: definition, originalError: cause ?? null }),
  );
}

type Run = {
  variables: Values;
  coerced: Record<string, unknown>;
  hideSuggestions: boolean;
  add(problem: VariableProblem): void;
};

function coerceVariable(schema: GraphQLSchema, definition: VariableDefinitionNode, run: Run): void {
  const { variables, coerced, hideSuggestions, add } = run;
  const name = definition.variable.name.value;
  const type: unknown = typeFromAST(schema, definition.type);
  if (!isInputType(type)) {
    add({ definition, message: `${shownName(name)} has no type of inputs.` });
    return;
  }
  if (!Object.hasOwn(variables, name)) {
    coerceAbsent(definition, type, run);
    return;
  }
  const value = variables[name];
  if (value === null && isNonNullType(type)) {
    add({ definition, message: `${shownName(name)} of the type "${type}" must not be null.` });
    return;
  }
  const onError = (path: readonly (string | number)[], _value: unknown, cause: GraphQLError) => {
    const place = path.length > 0 ? ` at "${shorten([name, ...path].join("."))}"` : "";
    add({ definition, message: `${shownName(name)} does not fit${place}: ${reasonOf(cause)}`, cause });
  };
  coerced[name] = coerceInputValue(value, type, onError, hideSuggestions);
}

function coerceAbsent(definition: VariableDefinitionNode, type: GraphQLInputType, { coerced, add }: Run): void {
  const name = definition.variable.name.value;
  if (definition.defaultValue) coerced[name] = valueFromAST(definition.defaultValue, type);
  else if (isNonNullType(type))
    add({ definition, message: `${shownName(name)} of the required type "${type}" was not provided.` });
}

function shownName(name: string): string {
  return `Variable "$${shorten(name)}"`;
}

/** The reason without the value, which graphql-js writes behind it, and with the beginning of a name that the sender invented. */
function reasonOf({ message }: GraphQLError): string {
  const reason = message.replace(/( value): .*$/s, "$1.");
  return reason.replace(
    inventedName,
    (_all, before: string, name: string, after: string) => before + shorten(name) + after,
  );
}

function shorten(text: string): string {
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
}
