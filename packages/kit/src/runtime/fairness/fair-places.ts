/**
 * Fair places, such as connections or hashing threads: a sender gets one while it holds fewer than are free; else it waits in its own queue, and
 * queues are served in turn. A lone sender has half of them. Beside n greedy senders ⌊places / (n + 1)⌋ - 1 stay free, once what one of them
 * took before the others came has ended.
 */
import type { Sender } from "./sender.ts";

/** The work that needs a place. */
type Entrant = {
  /** Its size in units of `maxSize`; 0 if absent. */
  readonly size?: number;
  /** Called when a ticket that waited gets its place. */
  begin(): void;
  /** Called when a ticket that waits loses to a sender with less waiting; from within `enter` for a ticket that is new. */
  refuse?(): void;
};

/** A place that is held or waited for, until it ends. */
export type Ticket = {
  readonly entrant: Entrant;
  state: "held" | "waiting" | "ended";
  /** The sender whose place it holds. */
  holder: Holder | undefined;
  /** The queues in which it waits: that of its sender, and those of senders that wait for the same work. */
  queues: readonly Queue[];
};

/** Bounds of all that waits; absent: none, where waiting is bounded elsewhere. */
export type WaitingBounds = { maxWaiting?: number; maxSize?: number };

export type FairPlaces = {
  /** Takes a place, or waits for one. Without a sender, where senders are not told apart, any free place is taken. */
  enter(sender: Sender | undefined, entrant: Entrant): Ticket;
  /** Lets a ticket that waits be served at the turn of this sender too, whichever comes first. */
  share(ticket: Ticket, sender: Sender | undefined): void;
  /** Gives the place back, or ends the wait for it. */
  end(ticket: Ticket): void;
  /** The places that a sender holds or waits for. */
  countOf(sender: Sender | undefined): number;
  /** The senders that hold or wait for places, with their number. */
  counts(): Iterable<readonly [id: string, count: number]>;
  /** The places that are held, and the tickets that wait. */
  size(): { held: number; waiting: number };
};

/** A sender that holds or waits, and its queues by account, the next to be served first. */
type Holder = { readonly id: string; held: number; waiting: number; size: number; readonly queues: Map<string, Queue> };
type Queue = { readonly holder: Holder; readonly account: string; readonly tickets: Ticket[] };

/** The sender of all where senders are not told apart. */
const anybody: Sender = { id: "", account: "" };

/** Opens `places` places. */
export function openFairPlaces(places: number, bounds: WaitingBounds = {}): FairPlaces {
  const { maxWaiting = Number.POSITIVE_INFINITY, maxSize = Number.POSITIVE_INFINITY } = bounds;
  const holders = new Map<string, Holder>();
  /** Those with waiting tickets, the next to be served first. */
  const turns = new Map<string, Holder>();
  let free = places;
  let waiting = 0;
  let waitingSize = 0;

  function holderOf(id: string): Holder {
    const known = holders.get(id);
    if (known) return known;
    const holder = { id, held: 0, waiting: 0, size: 0, queues: new Map<string, Queue>() };
    holders.set(id, holder);
    return holder;
  }

  function mayHold({ id, held }: Holder): boolean {
    return id === anybody.id ? free > 0 : held < free;
  }

  function hold(holder: Holder, ticket: Ticket): void {
    ticket.state = "held";
    ticket.holder = holder;
    holder.held += 1;
    free -= 1;
  }

  function queueUp(ticket: Ticket, { id, account }: Sender): void {
    const holder = holderOf(id);
    const queue = holder.queues.get(account) ?? { holder, account, tickets: [] };
    holder.queues.set(account, queue);
    turns.set(id, holder);
    queue.tickets.push(ticket);
    ticket.queues = [...ticket.queues, queue];
    holder.waiting += 1;
    holder.size += ticket.entrant.size ?? 0;
  }

  function takeOut({ holder, account, tickets }: Queue, ticket: Ticket): void {
    tickets.splice(tickets.indexOf(ticket), 1);
    holder.waiting -= 1;
    holder.size -= ticket.entrant.size ?? 0;
    if (tickets.length === 0) holder.queues.delete(account);
    if (holder.waiting === 0) turns.delete(holder.id);
    forgetIfIdle(holder);
  }

  function endWait(ticket: Ticket): void {
    for (const queue of ticket.queues) takeOut(queue, ticket);
    ticket.queues = [];
    waiting -= 1;
    waitingSize -= ticket.entrant.size ?? 0;
  }

  function forgetIfIdle({ id, held, waiting: waits }: Holder): void {
    if (held === 0 && waits === 0) holders.delete(id);
  }

  /** Serves the queues in turn for as long as one of them may have a place. */
  function serve(): void {
    for (let queue = nextQueue(); queue; queue = nextQueue()) {
      const { holder, account, tickets } = queue;
      const [ticket] = tickets;
      if (!ticket) throw new Error("fair places: an empty queue has a turn");
      hold(holder, ticket);
      endWait(ticket);
      // The next turn is that of another sender, and then of another account.
      passTurn(holder);
      if (holder.queues.delete(account)) holder.queues.set(account, queue);
      ticket.entrant.begin();
    }
  }

  function passTurn(holder: Holder): void {
    if (turns.delete(holder.id)) turns.set(holder.id, holder);
  }

  function nextQueue(): Queue | undefined {
    if (free === 0) return undefined;
    for (const holder of turns.values()) {
      const [queue] = mayHold(holder) ? holder.queues.values() : [];
      if (queue) return queue;
    }
    return undefined;
  }

  /** While too much waits, the sender with most waiting loses its last ticket. One that others wait for too stays in their queues. */
  function makeRoom(): void {
    while (waiting > maxWaiting || waitingSize > maxSize) {
      const holder = largest([...turns.values()], waiting > maxWaiting ? (each) => each.waiting : (each) => each.size);
      const queue = largest([...(holder?.queues.values() ?? [])], (each) => each.tickets.length);
      const ticket = queue?.tickets.at(-1);
      if (!queue || !ticket) return;
      if (ticket.queues.length > 1) {
        ticket.queues = ticket.queues.filter((each) => each !== queue);
        takeOut(queue, ticket);
        continue;
      }
      endWait(ticket);
      ticket.state = "ended";
      ticket.entrant.refuse?.();
    }
  }

  return {
    enter: (sender = anybody, entrant) => {
      const ticket: Ticket = { entrant, state: "waiting", holder: undefined, queues: [] };
      const holder = holderOf(sender.id);
      if (mayHold(holder)) hold(holder, ticket);
      else {
        queueUp(ticket, sender);
        waiting += 1;
        waitingSize += entrant.size ?? 0;
        makeRoom();
      }
      return ticket;
    },
    share: (ticket, sender = anybody) => {
      const isIn = ticket.queues.some(({ holder, account }) => holder.id === sender.id && account === sender.account);
      if (ticket.state === "waiting" && !isIn) queueUp(ticket, sender);
      serve();
    },
    end: (ticket) => {
      const { state, holder } = ticket;
      ticket.state = "ended";
      if (state === "waiting") endWait(ticket);
      if (state !== "held" || !holder) return;
      holder.held -= 1;
      free += 1;
      forgetIfIdle(holder);
      // One that took a free place without a turn gives the next turn to those that came after.
      passTurn(holder);
      serve();
    },
    countOf: ({ id } = anybody) => {
      const holder = holders.get(id);
      return holder ? holder.held + holder.waiting : 0;
    },
    counts: function* () {
      for (const { id, held, waiting: waits } of holders.values()) yield [id, held + waits];
    },
    size: () => ({ held: places - free, waiting }),
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

/** The largest of these, and the last of equal ones: it is the last to be served. */
function largest<T>(all: readonly T[], measure: (each: T) => number): T | undefined {
  return all.reduce<T | undefined>((most, each) => (most && measure(most) > measure(each) ? most : each), undefined);
}

/** Runs work in a place, which its sender waits for. */
export async function inPlace<T>(fair: FairPlaces, sender: Sender | undefined, work: () => Promise<T>): Promise<T> {
  let begin = () => {};
  const turn = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ticket = fair.enter(sender, { begin });
  if (ticket.state === "waiting") await turn;
  try {
    return await work();
  } finally {
    fair.end(ticket);
  }
}
