/** Bulk changes: the maximum number, and the paths of problems of one change. */
import { type InputProblem, problem } from "@hansa/kit/runtime";

/** The maximum number of changes in one mutation. */
const maxChanges = 250;

/** Checks that the number of changes is from 1 to the maximum. */
export function checkCount(field: string, changes: readonly unknown[]): InputProblem[] {
  if (changes.length > 0 && changes.length <= maxChanges) return [];
  return [problem(field, "WRONG_COUNT", `Give 1 to ${maxChanges} of them at once.`)];
}

/** Prefixes the paths of problems with the index of their change. */
export function problemsAt(field: string, index: number, problems: readonly InputProblem[]): InputProblem[] {
  return problems.map(({ path: [input = "input", ...internal], ...rest }) => ({
    ...rest,
    path: [input, field, String(index), ...internal],
  }));
}
