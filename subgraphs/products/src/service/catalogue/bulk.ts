/** Many changes in one: how many there may be, and which of them a problem is about. */
import { type InputProblem, problem } from "@hansa/kit/refusals";

/** The most changes that one mutation makes. */
const mostAtOnce = 250;

/** Whether there are changes, and not too many. */
export function checkCount(field: string, changes: readonly unknown[]): InputProblem[] {
  if (changes.length > 0 && changes.length <= mostAtOnce) return [];
  return [problem(field, "WRONG_COUNT", `Give 1 to ${mostAtOnce} of them at once.`)];
}

/** The problems of one change, told as those of the one at `index`. */
export function problemsAt(field: string, index: number, problems: readonly InputProblem[]): InputProblem[] {
  return problems.map(({ path: [input = "input", ...inner], ...rest }) => ({
    ...rest,
    path: [input, field, String(index), ...inner],
  }));
}
