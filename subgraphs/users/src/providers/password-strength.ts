/** Password strength: zxcvbn estimates how many guesses a password takes, with its dictionaries ranked at the first use. */
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";

/** zxcvbn's time grows faster than its input: 64 characters take at most about 70 ms, 128 take more than a second. */
const maxEstimatedLength = 64;
/** The default of 100 makes the same 64 characters take ten times as long, and finds no more passwords. */
const l33tMaxSubstitutions = 8;
/** zxcvbn's "safely unguessable": at least 10^8 guesses. */
const minScore = 3;

let estimator: ZxcvbnFactory | undefined;

/** Ranks the dictionaries once a process, at the first check: 40 MB and 0.2 s, which starts, and processes that check none, are spared. */
export function loadPasswordStrength(): ZxcvbnFactory {
  estimator ??= new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    l33tMaxSubstitutions,
  });
  return estimator;
}

/** Whether the password takes fewer guesses than the shop requires. `about` are words about its account, such as the name. */
export function isGuessable(password: string, about: readonly string[]): boolean {
  const { score } = loadPasswordStrength().check(password.slice(0, maxEstimatedLength), wordsOf(about));
  return score < minScore;
}

function wordsOf(about: readonly string[]): string[] {
  const short = about.map((text) => text.slice(0, maxEstimatedLength));
  return [...short, ...short.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))].filter((word) => word.length > 1);
}
