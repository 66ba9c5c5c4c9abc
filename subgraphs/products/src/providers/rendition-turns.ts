/** The turns in which renditions are made: one at a time, each once for all requests, fairly by sender, and with an end of the wait. */
import { currentSender, type FairPlaces, openFairPlaces, type Runtime, type Ticket } from "@hansa/kit/runtime";
import { LRUCache } from "lru-cache";

/** One rendition is made at a time, so that pictures take one core at most; others wait in fair turns. */
const concurrency = 1;
const maxWaiting = 200;
/** The renditions that one sender waits for, a page of products with some to spare. Each wait holds a connection of the router. */
const maxWaitingOfSender = 16;
/** The wait of one request, less than the router's. The rendition is made all the same. */
const maxWaitMs = 5_000;

/** The time for which a picture that could not be scaled is served as it is, without another attempt. */
const refusalMs = 60 * 60 * 1_000;
const maxRefusals = 10_000;

export type RenditionTurns = {
  places: FairPlaces;
  /** The renditions that are made or wait, by their key. */
  making: Map<string, { made: Promise<boolean>; ticket: Ticket }>;
  /** The originals that cannot be scaled. */
  refused: LRUCache<string, true>;
  isUnavailabilityLogged: boolean;
};

/** Opens the turns of one process. */
export function openRenditionTurns(runtime: Pick<Runtime, "monotonic">): RenditionTurns {
  return {
    places: openFairPlaces(concurrency, { maxWaiting }),
    making: new Map(),
    refused: new LRUCache({ max: maxRefusals, ttl: refusalMs, perf: { now: () => runtime.monotonic() } }),
    isUnavailabilityLogged: false,
  };
}

/**
 * Runs `make` in its turn and returns whether it succeeded; false also if this sender or all together wait for too much, or the wait was too
 * long. Requests with the same key wait for one run, each in the turn of its sender.
 */
export async function makeInTurn(
  turns: RenditionTurns,
  runtime: Pick<Runtime, "startTimer">,
  key: string,
  make: () => Promise<boolean>,
): Promise<boolean> {
  const { places, making } = turns;
  const sender = currentSender();
  if (!making.has(key) && places.countOf(sender) >= maxWaitingOfSender) return false;
  const { made, ticket } = making.get(key) ?? enter(turns, key, make);
  places.share(ticket, sender);
  let stopTimer = () => {};
  const late = new Promise<boolean>((resolve) => {
    stopTimer = runtime.startTimer(maxWaitMs, () => resolve(false));
  });
  return Promise.race([made, late]).finally(() => stopTimer());
}

/** Takes the turn if it is free, or waits for it. */
function enter({ places, making }: RenditionTurns, key: string, make: () => Promise<boolean>) {
  let begin = () => {};
  let refuse = () => {};
  const turn = new Promise<boolean>((resolve) => {
    begin = () => resolve(true);
    refuse = () => resolve(false);
  });
  const ticket = places.enter(currentSender(), { begin: () => begin(), refuse: () => refuse() });
  if (ticket.state === "held") begin();
  const made = turn
    .then((isTurn) => isTurn && make())
    .finally(() => {
      making.delete(key);
      places.end(ticket);
    });
  const entry = { made, ticket };
  making.set(key, entry);
  return entry;
}
