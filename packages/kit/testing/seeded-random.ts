/** Seeded random numbers: each part of a run draws from its own stream, so that one more draw changes no other part. */
import { seededRandom } from "./manual-runtime.ts";

export type Chance = {
  /** True with this probability. */
  happens(probability: number): boolean;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  /** One of these; throws if there are none. */
  oneOf<Item>(items: readonly Item[]): Item;
  /** One of the names, each as likely as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
};

/** The stream of `part` in the run of `seed`. */
export function chanceOf(seed: number, part: string): Chance {
  const next = seededRandom(fold(`${seed}/${part}`));
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    happens: (probability) => next() < probability,
    whole,
    oneOf: (items) => {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new Error("there is nothing to choose from");
      return item;
    },
    weighted: (weights) => drawWeighted(weights, next()),
  };
}

function drawWeighted<Name extends string>(weights: Readonly<Record<Name, number>>, drawn: number): Name {
  const names = Object.keys(weights).filter((name): name is Name => name in weights);
  let left = drawn * names.reduce((sum, name) => sum + weights[name], 0);
  for (const name of names) {
    left -= weights[name];
    if (left < 0) return name;
  }
  throw new Error("no name has a weight");
}

/** 32 bits of a text (FNV-1a). */
function fold(text: string): number {
  let folded = 0x811c9dc5;
  for (const letter of text) folded = Math.imul(folded ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return folded >>> 0;
}
