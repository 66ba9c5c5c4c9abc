/** The reviews that a person has chosen on a page. One that its author has rewritten since is not the one that was chosen. */
import { useState } from "react";
import type { Review } from "./moderation.ts";

export type Chosen = {
  reviews: readonly Review[];
  has(review: Review): boolean;
  choose(reviews: readonly Review[], isChosen: boolean): void;
};

/** `shown`: the reviews of the page. */
export function useChosen(shown: readonly Review[]): Chosen {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const has = (review: Review) => keys.has(keyOf(review));
  return {
    reviews: shown.filter(has),
    has,
    choose: (reviews, isChosen) => {
      const next = new Set(keys);
      for (const review of reviews) {
        if (isChosen) next.add(keyOf(review));
        else next.delete(keyOf(review));
      }
      setKeys(next);
    },
  };
}

function keyOf({ id, version }: Review): string {
  return `${id} ${version}`;
}
