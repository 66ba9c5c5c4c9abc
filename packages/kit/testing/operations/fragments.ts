/** Named fragments: some inline fragments of a generated operation become definitions, and some spreads stand twice. */
import {
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { Chance } from "../seeded-random.ts";
import { nameNode } from "./arguments.ts";

const hoistedShare = 0.35;
const twiceShare = 0.15;

/** Moves some of the operation's inline fragments into definitions. */
export function hoistFragments(
  chance: Chance,
  operation: OperationDefinitionNode,
): { operation: OperationDefinitionNode; fragments: FragmentDefinitionNode[] } {
  const fragments: FragmentDefinitionNode[] = [];
  const inSet = ({ kind, selections }: SelectionSetNode): SelectionSetNode => ({
    kind,
    selections: selections.flatMap(inSelection),
  });
  const inSelection = (selection: SelectionNode): SelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
    if (selection.kind === Kind.FIELD) {
      const { selectionSet } = selection;
      return [selectionSet ? { ...selection, selectionSet: inSet(selectionSet) } : selection];
    }
    const { typeCondition, directives = [] } = selection;
    const selectionSet = inSet(selection.selectionSet);
    if (!typeCondition || !chance.happens(hoistedShare)) return [{ ...selection, selectionSet }];
    const name = nameNode(`F${fragments.length}`);
    fragments.push({ kind: Kind.FRAGMENT_DEFINITION, name, typeCondition, selectionSet });
    const spread: FragmentSpreadNode = { kind: Kind.FRAGMENT_SPREAD, name, directives };
    return chance.happens(twiceShare) ? [spread, { ...spread, directives: [] }] : [spread];
  };
  return { operation: { ...operation, selectionSet: inSet(operation.selectionSet) }, fragments };
}
