/** Password strength: zxcvbn estimates how many guesses a password takes, with its dictionaries loaded at the first use. */
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** zxcvbn's time grows faster than its input: 64 characters take at most about 70 ms, 128 take more than a second. */
const maxEstimatedLength = 64;
/** The default of 100 makes the same 64 characters take ten times as long, and finds no more passwords. */
const l33tMaxSubstitutions = 8;
/** zxcvbn's "safely unguessable": at least 10^8 guesses. */
const minScore = 3;

let estimator: Promise<ZxcvbnFactory> | undefined;

/** Loads the dictionaries, about 40 MB and 0.4 s, once a process. */
export function loadPasswordStrength(): Promise<ZxcvbnFactory> {
  estimator ??= createEstimator();
  return estimator;
}

/** Whether the password takes fewer guesses than the shop asks for. `about` are words about its account, such as the name. */
export async function isGuessable(password: string, about: readonly string[]): Promise<boolean> {
  const { score } = (await loadPasswordStrength()).check(password.slice(0, maxEstimatedLength), wordsOf(about));
  return score < minScore;
}

function wordsOf(about: readonly string[]): string[] {
  const short = about.map((text) => text.slice(0, maxEstimatedLength));
  return [...short, ...short.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))].filter((word) => word.length > 1);
}

async function createEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  const dictionary = { ...common.dictionary, ...english.dictionary };
  return new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs, l33tMaxSubstitutions });
}
