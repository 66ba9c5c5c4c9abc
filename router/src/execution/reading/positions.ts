/** Positions of a plan's data: which fetches bring the value of each, and which need it to find their entities. */
import { Kind, type SelectionSetNode } from "graphql";
import type { PlanNode, PlannedSelection } from "../../elastic.ts";
import { renamedKeys } from "../rewrites.ts";

export type Fetch = Extract<PlanNode, { kind: "Fetch" }>;

/** An object or value in the merged data, for all elements of lists together. */
export type Position = {
  broughtBy: Set<Fetch>;
  /** Whether a fetch needs it, for its representations or as the place of its entities. */
  isNeeded: boolean;
  below: Map<string, Position>;
};

/** Where a fetch belongs: the names from the root to its objects, without lists. */
export type Placed = { fetch: Fetch; path: readonly string[] };

/** Finds the positions of a plan, from its root on, and its fetches in no order. */
export function readPositions(node: PlanNode): { root: Position; fetches: readonly Placed[] } {
  const root = newPosition();
  const fetches: Placed[] = [];
  visit(node, []);
  return { root, fetches };

  function visit(each: PlanNode, path: readonly string[]): void {
    if (each.kind === "Sequence" || each.kind === "Parallel") for (const inner of each.nodes) visit(inner, path);
    else if (each.kind === "Flatten")
      visit(each.node, [...path, ...each.path.map(String).filter((name) => name !== "@")]);
    else if (each.kind === "Fetch") {
      fetches.push({ fetch: each, path });
      const position = path.reduce(positionBelow, root);
      if (each.requires) position.isNeeded = true;
      noteNeeded(position, each.requires ?? []);
      noteBrought(position, each, selectionsOf(each));
    }
  }
}

/** The selections of a fetch: below `_entities` those on the entities, each in a fragment on its type. */
export function selectionsOf({ operationDocumentNode, requires }: Fetch): SelectionSetNode["selections"] {
  const operation = operationDocumentNode?.definitions[0];
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  const { selections } = operation.selectionSet;
  return requires ? selections.flatMap((each) => (each.kind === Kind.FIELD ? selectionsBelow(each) : [])) : selections;
}

/** Whether one fetch brings this position and all below it, and no fetch needs them. */
export function isOfOne({ broughtBy, isNeeded, below }: Position): boolean {
  return broughtBy.size === 1 && !isNeeded && [...below.values()].every(isOfOne);
}

function newPosition(): Position {
  return { broughtBy: new Set(), isNeeded: false, below: new Map() };
}

function positionBelow({ below }: Position, name: string): Position {
  const known = below.get(name) ?? newPosition();
  below.set(name, known);
  return known;
}

function noteNeeded(position: Position, selections: readonly PlannedSelection[]): void {
  for (const selection of selections) {
    if (selection.kind === "InlineFragment") noteNeeded(position, selection.selections);
    else {
      const child = positionBelow(position, selection.alias ?? selection.name);
      child.isNeeded = true;
      noteNeeded(child, selection.selections ?? []);
    }
  }
}

function noteBrought(position: Position, fetch: Fetch, selections: SelectionSetNode["selections"]): void {
  const renamed = renamedKeys(fetch.outputRewrites);
  for (const node of selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) throw new Error("a fetch has a fragment of its own");
    if (node.kind === Kind.INLINE_FRAGMENT) noteBrought(position, fetch, node.selectionSet.selections);
    else {
      const name = node.alias?.value ?? node.name.value;
      const child = positionBelow(position, renamed.get(name) ?? name);
      child.broughtBy.add(fetch);
      noteBrought(child, fetch, selectionsBelow(node));
    }
  }
}

function selectionsBelow({ selectionSet }: { selectionSet?: SelectionSetNode | undefined }) {
  return selectionSet?.selections ?? [];
}
