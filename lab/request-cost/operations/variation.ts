/** Variations of an expensive operation: repeated under aliases, nested in itself, grown, with larger pages, or with the longest names. */
import { isLeafType } from "graphql";
import type { Sources } from "./arguments.ts";
import type { Atlas } from "./atlas.ts";
import { growSelections } from "./generator.ts";
import { depthOf, type Operation, type Selection, sizeOf } from "./operation.ts";

const maxSize = 400;
const maxDepth = 12;
const grownBy = 30;
/** The most characters of a name. */
const maxNameLength = 100;

/** The operation with one or two changes. If it would be too large for the router, only its page sizes change. */
export function varyOperation(sources: Sources, atlas: Atlas, operation: Operation): Operation {
  const { chance } = sources;
  let selections = operation.selections;
  for (let change = chance.whole(1, 2); change > 0; change -= 1) {
    const size = sizeOf(selections);
    const target = chance.whole(0, Math.max(0, size - 1));
    const kind = chance.weighted({ repeat: 3, grow: 3, nest: 3, enlarge: 2, lengthen: 2 });
    const changed = applyAt(selections, target, [], (selection, ancestors) => {
      if (kind === "repeat") return repeat(sources, selection);
      if (kind === "grow") return [grow(sources, atlas, selection)];
      if (kind === "nest") return [nest(selection, ancestors)];
      if (kind === "lengthen") return [lengthen(sources, selection)];
      return [selection];
    });
    selections = kind === "enlarge" ? changed.map(enlarge) : changed;
  }
  const fits = sizeOf(selections) <= maxSize && depthOf(selections) <= maxDepth;
  return { ...operation, selections: fits ? selections : operation.selections.map(enlarge) };
}

/** Replaces the selection with this number, counted in the order of the text. */
function applyAt(
  selections: readonly Selection[],
  target: number,
  ancestors: readonly Selection[],
  change: (selection: Selection, ancestors: readonly Selection[]) => readonly Selection[],
): readonly Selection[] {
  let position = target;
  return selections.flatMap((selection) => {
    const size = 1 + sizeOf(selection.selections);
    const own = position;
    position -= size;
    if (own < 0 || own >= size) return [selection];
    if (own === 0) return change(selection, ancestors);
    return [{ ...selection, selections: applyAt(selection.selections, own - 1, [...ancestors, selection], change) }];
  });
}

function repeat({ chance }: Sources, selection: Selection): readonly Selection[] {
  if (selection.field === "__typename") return [selection];
  const copies = chance.oneOf([1, 3, 10, 25]);
  const copied = Array.from({ length: copies }, () => ({ ...selection, alias: `c${chance.whole(0, 99_999_999)}` }));
  return [selection, ...copied];
}

function grow(sources: Sources, atlas: Atlas, selection: Selection): Selection {
  if (isLeafType(atlas.schema.getType(selection.type))) return selection;
  const grown = growSelections({ sources, atlas, budget: { left: grownBy } }, selection.type, 6);
  return { ...selection, selections: [...selection.selections, ...grown] };
}

/** Repeats inside the selection what surrounds it, if an ancestor has a selection for its type. */
function nest(selection: Selection, ancestors: readonly Selection[]): Selection {
  const same = [...ancestors].reverse().find(({ type }) => type === selection.type && type !== "String");
  const inner = same?.selections.filter(({ field }) => field !== "__typename") ?? [];
  return { ...selection, selections: [...selection.selections, ...inner.map(realias)] };
}

/** Gives the selection and all inside it names that are as long as they may be: each stands in the answer once for each object. */
function lengthen(sources: Sources, selection: Selection): Selection {
  const number = sources.chance.whole(0, 99_999_999);
  const alias = `l${number}_`.padEnd(maxNameLength, "x");
  return { ...selection, alias, selections: selection.selections.map((inner) => lengthen(sources, inner)) };
}

function realias(selection: Selection): Selection {
  return selection.alias === null ? selection : { ...selection, alias: `n${selection.alias}`.slice(0, maxNameLength) };
}

function enlarge(selection: Selection): Selection {
  const args = "first" in selection.args ? { ...selection.args, first: "100" } : selection.args;
  return { ...selection, args, selections: selection.selections.map(enlarge) };
}
