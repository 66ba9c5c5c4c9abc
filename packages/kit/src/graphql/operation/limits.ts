/** Limits of one operation, checked before validation and planning, which cost far more than parsing and block the process. */

import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type Token,
  TokenKind,
} from "graphql";
import { graphqlError } from "./coded-errors.ts";

type Limit = "fields" | "objects" | "repeats" | "directives" | "depth";

/** The most that one operation may have, counted after its fragments are expanded; `depth` in levels. */
export type OperationLimits = Readonly<Record<Limit, number>>;

/** The limits of the shop, and of a foreign graph whose owner sets no others. Our own documents need less than a third of them. */
export const usualLimits: OperationLimits = { fields: 500, objects: 80, repeats: 16, directives: 10, depth: 30 };

const counted: Readonly<Record<Limit, string>> = {
  fields: "fields",
  objects: "fields that have fields of their own",
  repeats: "times the same field of one object, under any alias",
  directives: "directives",
  depth: "levels",
};
/** The most operations and fragments of one document: validation compares them with each other. */
const maxDefinitions = 50;
/**
 * The most brackets within each other beside those of the levels: values nest 16 levels. Parser, validation and printer call themselves for each.
 */
const nestingBesideLevels = 70;

/** The most characters of a name: an alias stands in the response once for each object. Our own have 30, and those of generated clients 60. */
export const maxNameLength = 100;
/** The same in a service: the planner of a gateway adds the names of services and numbers to the client's names. */
export const maxPlannedNameLength = 200;

/**
 * How often mutations may stand in one operation, by their names; all others have the limit of repeats. Each of these takes places that all
 * senders share, or leaves rows, so that aliases would multiply one request.
 */
export type MutationLimits = ReadonlyMap<string, number>;

/** The limits of a graph that has none. */
export const noMutationLimits: MutationLimits = new Map();

/** The size of a selection set. `names` counts its own fields by name, for repeats across fragments. */
type Size = Record<Limit, number> & { names: ReadonlyMap<string, number> };

/**
 * The refusal of a document that is beyond a limit in any of its operations or fragments, used or not. Takes time linear in the document,
 * however its fragments multiply.
 */
export function exceededLimit(
  document: DocumentNode,
  mutations: MutationLimits,
  limits: OperationLimits = usualLimits,
): GraphQLError | undefined {
  const { definitions } = document;
  if (definitions.length > maxDefinitions) return tooLarge(maxDefinitions, "operations and fragments");
  const sizeOfFragment = fragmentSizes(document);
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const size = measure(definition.selectionSet, sizeOfFragment);
    size.directives += (definition.directives ?? []).length;
    const names: readonly Limit[] = ["depth", "directives", "repeats", "objects", "fields"];
    const exceeded = names.find((name) => size[name] > limits[name]);
    if (exceeded) return tooLarge(limits[exceeded], counted[exceeded]);
    const repeated = isMutation(definition) ? repeatedMutation(size, mutations) : undefined;
    if (repeated) return repeated;
  }
  return undefined;
}

/**
 * The refusal of a document in which a mutation stands too often, for fetches of our router: they have no other limit, and repeat what a client
 * has sent.
 */
export function exceededMutations(document: DocumentNode, mutations: MutationLimits): GraphQLError | undefined {
  const sizeOfFragment = fragmentSizes(document);
  for (const definition of document.definitions) {
    if (!isMutation(definition)) continue;
    const repeated = repeatedMutation(measure(definition.selectionSet, sizeOfFragment), mutations);
    if (repeated) return repeated;
  }
  return undefined;
}

function isMutation(definition: DefinitionNode): definition is OperationDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION;
}

function repeatedMutation({ names }: Size, mutations: MutationLimits): GraphQLError | undefined {
  for (const [name, most] of mutations) {
    if ((names.get(name) ?? 0) <= most) continue;
    const times = most === 1 ? "once" : `${most} times`;
    return graphqlError(
      "OPERATION_TOO_LARGE",
      `One operation may have ${name} at most ${times}, under any alias. Split it.`,
    );
  }
  return undefined;
}

function tooLarge(most: number, what: string): GraphQLError {
  return graphqlError("OPERATION_TOO_LARGE", `One operation may have at most ${most} ${what}. Split it.`);
}

/**
 * The refusal of a document with a longer name than that, of whichever kind, or with more brackets within each other than validation can follow.
 * Reads the tokens of the lexer, so the document needs its locations; strings are no names. Takes 3 % of the time of the parser.
 */
export function exceededToken(
  { loc }: DocumentNode,
  maxLength: number,
  { depth }: Pick<OperationLimits, "depth"> = usualLimits,
): GraphQLError | undefined {
  const maxNesting = depth + nestingBesideLevels;
  if (!loc) throw new Error("a document without locations has no tokens to measure");
  let nesting = 0;
  for (let token: Token | null = loc.startToken; token; token = token.next) {
    const { kind } = token;
    if (kind === NAME) {
      if (token.end - token.start > maxLength)
        return graphqlError("OPERATION_TOO_LARGE", `A name in an operation may have at most ${maxLength} characters.`);
    } else if (kind === BRACE_L || kind === BRACKET_L || kind === PAREN_L) nesting += 1;
    else if (kind === BRACE_R || kind === BRACKET_R || kind === PAREN_R) nesting -= 1;
    if (nesting > maxNesting) return tooLarge(maxNesting, "brackets within each other");
  }
  return undefined;
}

/** The message about a document that overflows the stack of the parser. */
export const nestedTooDeeply = "The query is nested too deeply.";

const { NAME, BRACE_L, BRACKET_L, PAREN_L, BRACE_R, BRACKET_R, PAREN_R } = TokenKind;

type SizeOfFragment = (name: string) => Size;

const nothing: Size = { fields: 0, objects: 0, repeats: 0, directives: 0, depth: 0, names: new Map() };

/** Measures each fragment once. Fragments that are missing or contain themselves count as nothing: validation refuses them. */
function fragmentSizes(document: DocumentNode): SizeOfFragment {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, Size>();
  return function sizeOf(name) {
    const measured = known.get(name);
    if (measured) return measured;
    known.set(name, nothing);
    const fragment = fragments.get(name);
    const size = fragment ? measure(fragment.selectionSet, sizeOf) : nothing;
    known.set(name, size);
    return size;
  };
}

function measure(set: SelectionSetNode, sizeOfFragment: SizeOfFragment): Size {
  const names = new Map<string, number>();
  const total = { ...nothing, names };
  for (const selection of set.selections) {
    const size = measureSelection(selection, sizeOfFragment);
    total.fields += size.fields;
    total.objects += size.objects;
    total.directives += size.directives + (selection.directives ?? []).length;
    total.repeats = Math.max(total.repeats, size.repeats);
    total.depth = Math.max(total.depth, size.depth);
    for (const [name, count] of size.names) names.set(name, (names.get(name) ?? 0) + count);
  }
  total.repeats = Math.max(total.repeats, ...names.values());
  return total;
}

function measureSelection(selection: SelectionNode, sizeOfFragment: SizeOfFragment): Size {
  if (selection.kind === Kind.FRAGMENT_SPREAD) return sizeOfFragment(selection.name.value);
  const below = selection.selectionSet ? measure(selection.selectionSet, sizeOfFragment) : nothing;
  const depth = below.depth + 1;
  if (selection.kind === Kind.INLINE_FRAGMENT) return { ...below, depth };
  return {
    ...below,
    depth,
    fields: below.fields + 1,
    objects: below.objects + (selection.selectionSet ? 1 : 0),
    names: new Map([[selection.name.value, 1]]),
  };
}
