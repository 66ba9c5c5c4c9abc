/** Requests in progress by network: while the event loop is late, those who have most of them are refused before the others. */
import { networkOf } from "@hansa/kit/identity";

/** The owner of most of the requests in progress: `own`, the network asked about among others; `others`; or `none`, where no few have them. */
type Greed = "own" | "others" | "none";

export type RequestsInProgress = {
  /** Counts a request; the function ends it. */
  begin(address: string): () => void;
  isAny(): boolean;
  greedOf(address: string): Greed;
};

/** A browser has six connections to an origin, and asks for a page and its parts on them. */
const usualRequests = 16;
const unknownNetwork = "unknown address";

/** Opens the counts. Networks with more than the usual number are greedy while they have half of all requests together. */
export function openRequestsInProgress(): RequestsInProgress {
  const counts = new Map<string, number>();
  let all = 0;
  let ofGreedy = 0;

  function add(network: string, change: 1 | -1): void {
    const before = counts.get(network) ?? 0;
    const after = before + change;
    if (after > 0) counts.set(network, after);
    else counts.delete(network);
    all += change;
    ofGreedy += greedyShare(after) - greedyShare(before);
  }

  return {
    begin: (address) => {
      const network = networkOf(address) ?? unknownNetwork;
      add(network, 1);
      return () => add(network, -1);
    },
    isAny: () => all > 0,
    greedOf: (address) => {
      if (ofGreedy * 2 < all || all === 0) return "none";
      return greedyShare(counts.get(networkOf(address) ?? unknownNetwork) ?? 0) > 0 ? "own" : "others";
    },
  };
}

function greedyShare(count: number): number {
  return count > usualRequests ? count : 0;
}
