/** Limits of input: the length, the characters and the number of all texts of a field are checked before its resolver runs. */
import {
  type ConstDirectiveNode,
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isUnionType,
  valueFromASTUntyped,
} from "graphql";
import { z } from "zod";
import { CodedError } from "../../runtime/errors.ts";
import { type InputProblem, invalid } from "../../runtime/refusals.ts";
import { hasCardNumber, hasControlCharacter, hasUnsafeCharacter, hasUnsafeCharacterInLines } from "../../text.ts";

/** The limits of a text without `@constraint`, and of every list: a longer list costs before anybody counts it. */
const defaultMaxLength = 1_000;
const maxItems = 2_000;
/** No more problems than this are named: a list of 2,000 wrong texts is as wrong as one of 20. */
const maxProblems = 20;

const constraintArguments = z
  .object({
    maxLength: z.int().positive().default(defaultMaxLength),
    multiline: z.boolean().default(false),
    cardNumber: z.boolean().default(true),
    invisible: z.boolean().default(false),
  })
  .refine(
    ({ multiline, invisible }) => !(multiline && invisible),
    "a text of several lines has no invisible characters",
  );
type Constraint = z.infer<typeof constraintArguments>;

/** Adds the problems of `value`, which stands at `path`. */
type Check = (value: unknown, path: readonly string[], problems: InputProblem[]) => void;
type Described = {
  type: GraphQLInputType;
  astNode?: { directives?: readonly ConstDirectiveNode[] } | null | undefined;
};
type Checks = Map<GraphQLInputObjectType, Check>;

/**
 * Puts the limits in front of every resolver with arguments. A result union with `ValidationError` answers that; any other field fails with
 * BAD_USER_INPUT.
 */
export function limitInputs(schema: GraphQLSchema): void {
  const checks: Checks = new Map();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      // References have limits of their own.
      if (field.name !== "_entities" && field.args.length > 0) limitField(field, checks);
    }
  }
}

function limitField(field: GraphQLField<unknown, unknown>, checks: Checks): void {
  const inner = field.resolve ?? defaultFieldResolver;
  const isTyped = answersValidationError(field.type);
  const ofArguments = field.args.map((argument) => ({ name: argument.name, check: checkOf(argument, checks) }));
  field.resolve = (parent, args: Record<string, unknown>, context, info) => {
    const problems: InputProblem[] = [];
    for (const { name, check } of ofArguments) check(args[name], [name], problems);
    const [first] = problems;
    if (!first) return inner(parent, args, context, info);
    if (isTyped && first.path.length > 1) return invalid(problems);
    throw new CodedError("BAD_USER_INPUT", `${first.path.join(".")}: ${first.message}`);
  };
}

const maxDepth = 20;

/** Throws BAD_USER_INPUT if a text anywhere in this JSON value is longer than `maxLength`, or the value is nested too deeply. */
export function assertShortTexts(value: unknown, maxLength: number = defaultMaxLength, depth = 0): void {
  if (typeof value === "string" && value.length > maxLength)
    throw new CodedError("BAD_USER_INPUT", `A text has at most ${maxLength} characters.`);
  if (typeof value !== "object" || value === null) return;
  if (depth > maxDepth) throw new CodedError("BAD_USER_INPUT", `A value is nested at most ${maxDepth} deep.`);
  for (const part of Object.values(value)) assertShortTexts(part, maxLength, depth + 1);
}

function checkOf(described: Described, checks: Checks, type: GraphQLInputType = described.type): Check {
  if (isNonNullType(type)) return checkOf(described, checks, type.ofType);
  if (isListType(type)) return listOf(checkOf(described, checks, type.ofType));
  if (isInputObjectType(type)) return objectOf(type, checks);
  const isText = isScalarType(type) && (type.name === "String" || type.name === "ID");
  return isText ? textOf(constraintOf(described)) : () => {};
}

function listOf(check: Check): Check {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return;
    if (value.length > maxItems) add(problems, path, "TOO_MANY", `At most ${maxItems} can be given.`);
    else for (const [index, item] of value.entries()) check(item, [...path, String(index)], problems);
  };
}

function objectOf(type: GraphQLInputObjectType, checks: Checks): Check {
  const known = checks.get(type);
  if (known) return known;
  let parts: { name: string; check: Check }[] = [];
  const check: Check = (value, path, problems) => {
    if (typeof value !== "object" || value === null) return;
    for (const part of parts) part.check(Reflect.get(value, part.name), [...path, part.name], problems);
  };
  // Before its fields are looked at: one of them may be of this type again.
  checks.set(type, check);
  parts = Object.values(type.getFields()).map((field) => ({ name: field.name, check: checkOf(field, checks) }));
  return check;
}

function textOf(constraint: Constraint): Check {
  const { maxLength, cardNumber } = constraint;
  const { isUnsafe, format } = characterRule(constraint);
  return (value, path, problems) => {
    if (typeof value !== "string") return;
    if (value.length > maxLength) add(problems, path, "TOO_LONG", `At most ${maxLength} characters.`);
    else if (isUnsafe(value)) add(problems, path, "FORMAT", format);
    else if (!cardNumber && hasCardNumber(value)) add(problems, path, "CARD_NUMBER", "Never send a card number here.");
  };
}

/** Which characters a text may not have, and the message about them. */
function characterRule({ multiline, invisible }: Constraint): { isUnsafe(text: string): boolean; format: string } {
  if (invisible)
    return {
      isUnsafe: hasControlCharacter,
      format: "This must be one line without control or text direction characters.",
    };
  if (multiline)
    return {
      isUnsafe: hasUnsafeCharacterInLines,
      format: "This must not have control, text direction or invisible characters.",
    };
  return {
    isUnsafe: hasUnsafeCharacter,
    format: "This must be one line without control, text direction or invisible characters.",
  };
}

function add(problems: InputProblem[], path: readonly string[], code: string, message: string): void {
  if (problems.length < maxProblems) problems.push({ path: [...path], code, message });
}

function constraintOf({ astNode }: Described): Constraint {
  const directive = astNode?.directives?.find(({ name }) => name.value === "constraint");
  const given = (directive?.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]);
  return constraintArguments.parse(Object.fromEntries(given));
}

function answersValidationError(type: GraphQLOutputType): boolean {
  const named = isNonNullType(type) ? type.ofType : type;
  return isUnionType(named) && named.getTypes().some(({ name }) => name === "ValidationError");
}
