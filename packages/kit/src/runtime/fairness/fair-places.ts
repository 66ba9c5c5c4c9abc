/**
 * Fair places, such as connections or hashing threads: a sender gets one while it holds fewer than are free; else it waits in its own queue, and
 * queues are served in turn. A lone sender has half of them. Beside n greedy senders ⌊places / (n + 1)⌋ - 1 stay free, once what one of them
 * took before the others came has ended.
 */

import type { Runtime } from "../runtime.ts";
import {
  addTicket,
  type Entrant,
  joinQueue,
  makeRoom,
  nextQueue,
  passTurn,
  type Queues,
  removeTicket,
  type Ticket,
  takeFirst,
  type WaitingBounds,
} from "./fair-queues.ts";
import type { Sender } from "./sender.ts";

export type FairPlaces = {
  /** Takes a place, or waits for one. Without a sender, where senders are not told apart, any free place is taken. */
  enter(sender: Sender | undefined, entrant: Entrant): Ticket;
  /** Lets a ticket that waits be served at the turn of this sender too, whichever comes first. */
  share(ticket: Ticket, sender: Sender | undefined): void;
  /** Gives the place back, or ends the wait for it. */
  end(ticket: Ticket): void;
  /** The places that a sender holds or waits for. */
  countOf(sender: Sender | undefined): number;
  /** The numbers of places that senders hold, and of those that they wait for; a sender may have both. */
  counts(): Iterable<readonly [id: string, count: number]>;
  /** The places that are held, and the tickets that wait. */
  size(): { held: number; waiting: number };
};

/** The sender of all where senders are not told apart. */
const anybody: Sender = { id: "", account: "" };

type PlaceBounds = WaitingBounds & {
  /** The most places of the sender with this id; absent: as many as the rule gives it. */
  mostOf?(id: string): number;
};

/** Opens `places` places. */
export function openFairPlaces(places: number, bounds: PlaceBounds = {}): FairPlaces {
  const { maxWaiting = Number.POSITIVE_INFINITY, maxSize = Number.POSITIVE_INFINITY, mostOf } = bounds;
  const queues: Queues = { waiters: new Map(), count: 0, size: 0 };
  /** The number of places that each sender holds, if it holds any. */
  const heldBy = new Map<string, number>();
  let free = places;

  function mayHold(id: string): boolean {
    if (id === anybody.id) return free > 0;
    const held = heldBy.get(id) ?? 0;
    return held < free && (mostOf === undefined || held < mostOf(id));
  }

  function hold(id: string, ticket: Ticket): void {
    ticket.state = "held";
    ticket.holder = id;
    heldBy.set(id, (heldBy.get(id) ?? 0) + 1);
    free -= 1;
  }

  function giveBack(id: string): void {
    const left = (heldBy.get(id) ?? 0) - 1;
    if (left > 0) heldBy.set(id, left);
    else heldBy.delete(id);
    free += 1;
  }

  /** Serves the queues in turn for as long as one of them may have a place. */
  function serve(): void {
    while (free > 0) {
      const queue = nextQueue(queues, mayHold);
      if (!queue) return;
      const ticket = takeFirst(queues, queue);
      hold(queue.waiter.id, ticket);
      ticket.entrant.begin();
    }
  }

  return {
    enter: (sender = anybody, entrant) => {
      const ticket: Ticket = { entrant, state: "waiting", holder: undefined, queues: [] };
      if (mayHold(sender.id)) hold(sender.id, ticket);
      else {
        addTicket(queues, ticket, sender);
        makeRoom(queues, maxWaiting, maxSize);
      }
      return ticket;
    },
    share: (ticket, sender = anybody) => {
      if (ticket.state === "waiting") joinQueue(queues, ticket, sender);
      serve();
    },
    end: (ticket) => {
      const { state, holder } = ticket;
      ticket.state = "ended";
      if (state === "waiting") removeTicket(queues, ticket);
      if (state !== "held" || holder === undefined) return;
      giveBack(holder);
      // One that took a free place without a turn gives the next turn to those that came after.
      passTurn(queues, holder);
      serve();
    },
    countOf: ({ id } = anybody) => (heldBy.get(id) ?? 0) + (queues.waiters.get(id)?.count ?? 0),
    counts: function* () {
      yield* heldBy;
      for (const { id, count } of queues.waiters.values()) yield [id, count];
    },
    size: () => ({ held: places - free, waiting: queues.count }),
  };
}

/** The number of places that are held or waited for, over all of these; each sender counts for at most `most`. */
export function loadOf(all: readonly FairPlaces[], most: number): number {
  const counts = new Map<string, number>();
  for (const places of all) for (const [id, count] of places.counts()) counts.set(id, (counts.get(id) ?? 0) + count);
  let load = 0;
  for (const count of counts.values()) load += Math.min(most, count);
  return load;
}

/** The end of a wait: after so many milliseconds it fails with this error. */
export type Patience = { runtime: Pick<Runtime, "startTimer">; ms: number; error(): Error };

/** Runs work in a place, which its sender waits for; for as long as it takes without `patience`. */
export async function inPlace<T>(
  fair: FairPlaces,
  sender: Sender | undefined,
  work: () => Promise<T>,
  patience?: Patience,
): Promise<T> {
  let begin = () => {};
  let refuse = (_error: Error) => {};
  const turn = new Promise<void>((resolve, reject) => {
    begin = resolve;
    refuse = reject;
  });
  const ticket = fair.enter(sender, { begin });
  if (ticket.state === "waiting") {
    const stopTimer = patience?.runtime.startTimer(patience.ms, () => {
      fair.end(ticket);
      refuse(patience.error());
    });
    await turn.finally(stopTimer);
  }
  try {
    return await work();
  } finally {
    fair.end(ticket);
  }
}
