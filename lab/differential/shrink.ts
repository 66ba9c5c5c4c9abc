/** Shrinking: removes parts of an operation and its faults for as long as the gateway's answer stays wrong. */
import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  print,
  type SelectionNode,
  validate,
  visit,
} from "graphql";
import type { Conditions } from "./model/faults.ts";
import type { ClientRequest } from "./model/monolith.ts";

export type Case = { request: ClientRequest; conditions: Conditions };

const maxTries = 600;

/** The smallest case found that is still wrong. */
export async function shrink(
  schema: GraphQLSchema,
  start: Case,
  isWrong: (smaller: Case) => Promise<boolean>,
): Promise<Case> {
  let best = start;
  let tries = 0;
  for (let improved = true; improved && tries < maxTries; ) {
    improved = false;
    for (const candidate of smallerCases(schema, best)) {
      tries += 1;
      if (tries >= maxTries) break;
      if (!(await isWrong(candidate))) continue;
      best = candidate;
      improved = true;
      break;
    }
  }
  return best;
}

function* smallerCases(schema: GraphQLSchema, { request, conditions }: Case): Generator<Case> {
  for (const [index] of conditions.faults.entries()) {
    yield { request, conditions: { ...conditions, faults: conditions.faults.toSpliced(index, 1) } };
  }
  const document = parse(request.query, { noLocation: true });
  const tried = new Set([request.query]);
  for (const smaller of smallerDocuments(document)) {
    const pruned = withoutUnused(smaller);
    const query = print(pruned);
    if (tried.has(query) || hasEmptyPart(pruned) || validate(schema, pruned).length > 0) continue;
    tried.add(query);
    yield { request: { query, variables: usedVariables(pruned, request.variables) }, conditions };
  }
}

/** Documents with one selection, argument, directive or alias less, or with a fragment replaced by its selections. */
function* smallerDocuments(document: DocumentNode): Generator<DocumentNode> {
  const targets: ASTNode[] = [];
  const note = (node: ASTNode) => {
    targets.push(node);
  };
  visit(document, { Field: note, InlineFragment: note, FragmentSpread: note, Argument: note, Directive: note });
  for (const target of targets) yield without(document, target);
  for (const target of targets) {
    if (target.kind === Kind.INLINE_FRAGMENT) yield replaced(document, target, target.selectionSet.selections);
    if (target.kind === Kind.FRAGMENT_SPREAD) yield inlined(document, target.name.value);
    if (target.kind === Kind.FIELD && target.alias) {
      const { alias: _alias, ...plain } = target;
      yield visit(document, { Field: (node) => (node === target ? plain : undefined) });
    }
  }
}

function hasEmptyPart(document: DocumentNode): boolean {
  let isEmpty = document.definitions.length === 0;
  visit(document, {
    SelectionSet: ({ selections }) => {
      isEmpty ||= selections.length === 0;
    },
  });
  return isEmpty;
}

function without(document: DocumentNode, target: ASTNode): DocumentNode {
  return visit(document, { enter: (node) => (node === target ? null : undefined) });
}

function replaced(document: DocumentNode, target: SelectionNode, by: readonly SelectionNode[]): DocumentNode {
  return visit(document, {
    SelectionSet: (set) => {
      const at = set.selections.indexOf(target);
      return at < 0 ? undefined : { ...set, selections: set.selections.toSpliced(at, 1, ...by) };
    },
  });
}

function inlined(document: DocumentNode, name: string): DocumentNode {
  const fragment = document.definitions.find(
    (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
  );
  if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return document;
  const { typeCondition, selectionSet } = fragment;
  return visit(document, {
    FragmentSpread: ({ name: spread, directives = [] }) =>
      spread.value === name ? { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet, directives } : undefined,
  });
}

/** Removes fragments and variables that nothing uses any more. */
function withoutUnused(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(`$${name.value}`),
    FragmentSpread: ({ name }) => void used.add(name.value),
  });
  const pruned: DocumentNode = visit(document, {
    VariableDefinition: ({ variable }) => (used.has(`$${variable.name.value}`) ? undefined : null),
    FragmentDefinition: ({ name }) => (used.has(name.value) ? undefined : null),
  });
  return pruned.definitions.length < document.definitions.length ? withoutUnused(pruned) : pruned;
}

function usedVariables(document: DocumentNode, variables: ClientRequest["variables"]): ClientRequest["variables"] {
  const used = new Set<string>();
  visit(document, { VariableDefinition: ({ variable }) => void used.add(variable.name.value) });
  return Object.fromEntries(Object.entries(variables).filter(([name]) => used.has(name)));
}
