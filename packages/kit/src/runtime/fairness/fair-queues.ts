/** Queues for fair places: a ticket waits in that of its sender and account; senders take turns, and so do the accounts of one sender. */
import type { Sender } from "./sender.ts";

/** The work that needs a place. */
export type Entrant = {
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
  /** The id of the sender whose place it holds. */
  holder: string | undefined;
  /** The queues in which it waits: that of its sender, and those of senders that wait for the same work. */
  queues: readonly Queue[];
};

/** Bounds of all that waits; absent: none, where waiting is bounded elsewhere. */
export type WaitingBounds = { maxWaiting?: number; maxSize?: number };

/** A sender with waiting tickets, and its queues by account, the next to be served first. */
type Waiter = { readonly id: string; count: number; size: number; readonly queues: Map<string, Queue> };
type Queue = { readonly waiter: Waiter; readonly account: string; readonly tickets: Ticket[] };

/** All queues: the senders with waiting tickets, the next to be served first; and the number and size of these tickets. */
export type Queues = { readonly waiters: Map<string, Waiter>; count: number; size: number };

/** Adds a new ticket to the queue of its sender. */
export function addTicket(queues: Queues, ticket: Ticket, sender: Sender): void {
  queues.count += 1;
  queues.size += sizeOf(ticket);
  joinQueue(queues, ticket, sender);
}

/** Adds a ticket that waits to the queue of this sender too; does nothing if it is there. */
export function joinQueue({ waiters }: Queues, ticket: Ticket, { id, account }: Sender): void {
  if (ticket.queues.some((queue) => queue.waiter.id === id && queue.account === account)) return;
  const waiter = waiters.get(id) ?? { id, count: 0, size: 0, queues: new Map<string, Queue>() };
  waiters.set(id, waiter);
  const queue = waiter.queues.get(account) ?? { waiter, account, tickets: [] };
  waiter.queues.set(account, queue);
  queue.tickets.push(ticket);
  ticket.queues = [...ticket.queues, queue];
  waiter.count += 1;
  waiter.size += sizeOf(ticket);
}

/** Ends the wait of a ticket, in all of its queues. */
export function removeTicket(queues: Queues, ticket: Ticket): void {
  for (const queue of ticket.queues) leaveQueue(queues, ticket, queue);
  ticket.queues = [];
  queues.count -= 1;
  queues.size -= sizeOf(ticket);
}

function leaveQueue({ waiters }: Queues, ticket: Ticket, { waiter, account, tickets }: Queue): void {
  tickets.splice(tickets.indexOf(ticket), 1);
  waiter.count -= 1;
  waiter.size -= sizeOf(ticket);
  if (tickets.length === 0) waiter.queues.delete(account);
  if (waiter.count === 0) waiters.delete(waiter.id);
}

/** The queue whose turn it is, among those of senders that may have a place. */
export function nextQueue({ waiters }: Queues, mayHold: (id: string) => boolean): Queue | undefined {
  for (const waiter of waiters.values()) {
    const [queue] = mayHold(waiter.id) ? waiter.queues.values() : [];
    if (queue) return queue;
  }
  return undefined;
}

/** Takes the first ticket of a queue. The next turn is that of another sender, and then of another account. */
export function takeFirst(queues: Queues, queue: Queue): Ticket {
  const { waiter, account, tickets } = queue;
  const [ticket] = tickets;
  if (!ticket) throw new Error("fair places: an empty queue has a turn");
  removeTicket(queues, ticket);
  passTurn(queues, waiter.id);
  if (waiter.queues.delete(account)) waiter.queues.set(account, queue);
  return ticket;
}

/** Puts a sender behind the others that wait. */
export function passTurn({ waiters }: Queues, id: string): void {
  const waiter = waiters.get(id);
  if (waiter && waiters.delete(id)) waiters.set(id, waiter);
}

/** While too much waits, the sender with most waiting loses its last ticket. One that others wait for too stays in their queues. */
export function makeRoom(queues: Queues, maxWaiting: number, maxSize: number): void {
  while (queues.count > maxWaiting || queues.size > maxSize) {
    const measure = queues.count > maxWaiting ? (each: Waiter) => each.count : (each: Waiter) => each.size;
    const waiter = largest([...queues.waiters.values()], measure);
    const queue = largest([...(waiter?.queues.values() ?? [])], (each) => each.tickets.length);
    const ticket = queue?.tickets.at(-1);
    if (!queue || !ticket) return;
    if (ticket.queues.length > 1) {
      ticket.queues = ticket.queues.filter((each) => each !== queue);
      leaveQueue(queues, ticket, queue);
      continue;
    }
    removeTicket(queues, ticket);
    ticket.state = "ended";
    ticket.entrant.refuse?.();
  }
}

/** The largest of these, and the last of equal ones: it is the last to be served. */
function largest<T>(all: readonly T[], measure: (each: T) => number): T | undefined {
  return all.reduce<T | undefined>((most, each) => (most && measure(most) > measure(each) ? most : each), undefined);
}

function sizeOf({ entrant }: Ticket): number {
  return entrant.size ?? 0;
}
