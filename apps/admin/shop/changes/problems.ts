/** Problems of an input, as a form shows them: at their field, or beside the button. */
import type { ChangeOutcome } from "@hansa/front/islands";
import { changeTexts } from "../graph/change.ts";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";

/** By the code of a problem; the graph may have more. */
const texts: Readonly<Record<string, string>> = textsOf("problems")[language];

/** The name of the field that a path of the input belongs to; undefined: the form has none for it. */
export type FieldOf = (path: readonly string[]) => string | undefined;

/** Fields with the names that they have in the input. */
export function fieldAmong(...names: readonly string[]): FieldOf {
  return ([, name]) => names.find((each) => each === name);
}

type Problems = { problems: readonly { path: readonly string[]; code: string }[] };

export function problemsOutcome({ problems }: Problems, fieldOf: FieldOf): ChangeOutcome {
  return faultsAt(problems.map(({ path, code }) => ({ field: fieldOf(path), text: texts[code] ?? changeTexts.other })));
}

/** Those without a field are told beside the button. */
export function faultsAt(faults: readonly { field: string | undefined; text: string }[]): ChangeOutcome {
  const placed = faults.flatMap(({ field, text }): [string, string][] => (field === undefined ? [] : [[field, text]]));
  const others = faults.flatMap(({ field, text }) => (field === undefined ? [text] : []));
  return { text: others.length > 0 ? others.join(" ") : changeTexts.marked, faults: new Map(placed) };
}
