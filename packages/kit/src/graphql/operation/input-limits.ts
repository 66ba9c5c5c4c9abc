/** Limits of input: the length, the characters and the number of all texts of a field are checked before its resolver runs. */
import {
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLOutputType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  isUnionType,
} from "graphql";
import { z } from "zod";
import { CodedError } from "../../runtime/errors.ts";
import { type InputProblem, invalid } from "../../runtime/refusals.ts";
import { hasCardNumber, hasPossibleCardNumber } from "../../runtime/text/card-numbers.ts";
import { hasControlCharacter, hasUnsafeCharacter, hasUnsafeCharacterInLines } from "../../runtime/text/characters.ts";
import { argumentsOf, type Described, directivesOn } from "./directives.ts";

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
    similarNumber: z.boolean().default(true),
    invisible: z.boolean().default(false),
  })
  .refine(
    ({ multiline, invisible }) => !(multiline && invisible),
    "a text of several lines has no invisible characters",
  );
type Constraint = z.infer<typeof constraintArguments>;

/** Adds the problems of `value`, which stands at `path`. */
type Check = (value: unknown, path: readonly string[], problems: InputProblem[]) => void;
type Input = Described & { type: GraphQLInputType };

/**
 * Checks the arguments of a call; undefined if they are within the limits. If not, it returns the refusal if the field's result union has
 * `ValidationError`, and throws BAD_USER_INPUT otherwise.
 */
export type InputCheck = (args: Readonly<Record<string, unknown>>, context: object) => unknown;

/** The check of a field's arguments; undefined if it has none. */
export function inputCheck({
  args,
  type,
}: Pick<GraphQLField<unknown, unknown>, "args" | "type">): InputCheck | undefined {
  if (args.length === 0) return undefined;
  const isTyped = respondsValidationError(type);
  const checks = args.map((argument) => ({ name: argument.name, check: checkOf(argument) }));
  return (input) => {
    const problems: InputProblem[] = [];
    for (const { name, check } of checks) check(input[name], [name], problems);
    const [first] = problems;
    if (!first) return undefined;
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

function checkOf(input: Input, type: GraphQLInputType = input.type): Check {
  if (isNonNullType(type)) return checkOf(input, type.ofType);
  if (isListType(type)) return listOf(checkOf(input, type.ofType));
  if (isInputObjectType(type)) return objectOf(type);
  const isText = isScalarType(type) && (type.name === "String" || type.name === "ID");
  return isText ? textOf(constraintOf(input)) : () => {};
}

function listOf(check: Check): Check {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return;
    if (value.length > maxItems) add(problems, path, "TOO_MANY", `At most ${maxItems} can be given.`);
    else for (const [index, item] of value.entries()) check(item, [...path, String(index)], problems);
  };
}

/** By the type, each of which is checked alike wherever it is given. */
const objectChecks = new WeakMap<GraphQLInputObjectType, Check>();

function objectOf(type: GraphQLInputObjectType): Check {
  const known = objectChecks.get(type);
  if (known) return known;
  let parts: { name: string; check: Check }[] = [];
  const check: Check = (value, path, problems) => {
    if (typeof value !== "object" || value === null) return;
    for (const part of parts) part.check(Reflect.get(value, part.name), [...path, part.name], problems);
  };
  // Before its fields are looked at: one of them may be of this type again.
  objectChecks.set(type, check);
  parts = Object.values(type.getFields()).map((field) => ({ name: field.name, check: checkOf(field) }));
  return check;
}

function textOf(constraint: Constraint): Check {
  const { maxLength } = constraint;
  const { isUnsafe, format } = characterRule(constraint);
  const hasForbiddenNumber = numberRule(constraint);
  return (value, path, problems) => {
    if (typeof value !== "string") return;
    if (value.length > maxLength) add(problems, path, "TOO_LONG", `At most ${maxLength} characters.`);
    else if (isUnsafe(value)) add(problems, path, "FORMAT", format);
    else if (hasForbiddenNumber(value)) add(problems, path, "CARD_NUMBER", "Never send a card number here.");
  };
}

/** Which numbers a text may not have. */
function numberRule({ cardNumber, similarNumber }: Constraint): (text: string) => boolean {
  if (!similarNumber) return hasPossibleCardNumber;
  return cardNumber ? () => false : hasCardNumber;
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

function constraintOf(input: Input): Constraint {
  return constraintArguments.parse(argumentsOf(directivesOn(input).find(({ name }) => name.value === "constraint")));
}

function respondsValidationError(type: GraphQLOutputType): boolean {
  const named = isNonNullType(type) ? type.ofType : type;
  return isUnionType(named) && named.getTypes().some(({ name }) => name === "ValidationError");
}
