/** The deterministic scheduler: one clock, one queue of waiting work, and choices that follow from a seed. */

import { systemRuntime } from "@hansa/kit/runtime";
import { seededRandom } from "@hansa/kit/testing";
import TinyQueue from "tinyqueue";

/** The owner of work, which may crash: work that waits for a crashed owner is never resumed. */
export type Life = { readonly name: string; isAlive: boolean };

/** `busy`: in the middle of something; `idle`: a timer that has run out. Busy work usually goes first. */
type Pace = "busy" | "idle";
type Waiting = { owner: Life; wake: () => void };
type Timer = Waiting & { at: number; made: number };

export type Scheduler = {
  /** Milliseconds since the history began. */
  now(): number;
  /** A number from 0 up to 1, which follows from the seed and from everything that was asked before. */
  chance(): number;
  /** Waits for the owner's turn. */
  turn(owner: Life): Promise<void>;
  /** Waits `ms`, and then for the owner's turn. Ends earlier when `signal` aborts. */
  sleep(owner: Life, ms: number, pace: Pace, signal?: AbortSignal): Promise<void>;
  /** Runs `act` after `ms`, outside of all turns. */
  after(owner: Life, ms: number, act: () => void): void;
  /** Does something that takes real time, such as opening a file, before any other work continues. */
  meanwhile(work: () => Promise<void>): void;
  /** Drops the work of crashed owners. */
  bury(): void;
  /** Lets `ms` pass at once. */
  jump(ms: number): void;
  /** Gives turns until `isOver`. */
  run(isOver: () => boolean): Promise<void>;
  /** Gives turns until no work is busy. */
  settle(): Promise<void>;
};

/** How much time passes between two turns, at most, in milliseconds. */
const maxStepMs = 3;
/** How often a timer goes before those who are busy. */
const idleShare = 0.02;
/** The chance that, while no work is busy, another timer runs before time passes; and the longest time that passes then. */
const idleRepeatShare = 0.9;
const maxLeapMs = 4_000;
/** The names by which Node lists pending requests of `node:fs/promises`. */
const fileRequests = new Set(["FSReqPromise", "FileHandleCloseReq"]);

export function createScheduler(seed: number): Scheduler {
  const chance = seededRandom(seed);
  const queues: Record<Pace, Waiting[]> = { busy: [], idle: [] };
  const timers = { busy: new TinyQueue<Timer>([], byDueTime), idle: new TinyQueue<Timer>([], byDueTime) };
  const works: (() => Promise<void>)[] = [];
  let elapsed = 0;
  let made = 0;

  function start(pace: Pace, timer: Omit<Timer, "made">): void {
    made += 1;
    timers[pace].push({ ...timer, made });
  }

  /** Takes the earliest timer of both paces that is due by `until`. */
  function nextTimer(until: number): Timer | undefined {
    const [busy, idle] = [timers.busy.peek(), timers.idle.peek()];
    const queue = busy && (!idle || byDueTime(busy, idle) < 0) ? timers.busy : timers.idle;
    const first = queue.peek();
    return first && first.at <= until ? queue.pop() : undefined;
  }

  function pass(ms: number): void {
    const until = elapsed + ms;
    for (let next = nextTimer(until); next; next = nextTimer(until)) {
      elapsed = Math.max(elapsed, next.at);
      if (next.owner.isAlive) next.wake();
    }
    elapsed = until;
  }

  /** No work is busy: time passes until the next busy work, but not so far that timers hardly run. */
  function leap(): void {
    const first = timers.busy.peek();
    const longest = chance() * maxLeapMs;
    pass(first ? Math.min(first.at - elapsed, longest) : longest);
  }

  function take(queue: Waiting[]): Waiting | undefined {
    const index = Math.floor(chance() * queue.length);
    const taken = queue[index];
    const last = queue.pop();
    if (last && index < queue.length) queue[index] = last;
    return taken;
  }

  function step(mayLeap: boolean): void {
    pass(chance() * maxStepMs);
    const { busy, idle } = queues;
    if (busy.length > 0) take(idle.length > 0 && chance() < idleShare ? idle : busy)?.wake();
    else if (idle.length > 0 && (!mayLeap || chance() < idleRepeatShare)) take(idle)?.wake();
    else leap();
  }

  async function run(isOver: () => boolean, mayLeap = true): Promise<void> {
    for (;;) {
      await awaitFiles();
      for (const work of works.splice(0)) await work();
      if (isOver()) return;
      step(mayLeap);
    }
  }

  return {
    now: () => elapsed,
    chance,
    turn: (owner) =>
      new Promise((wake) => {
        if (owner.isAlive) queues.busy.push({ owner, wake });
      }),
    sleep: (owner, ms, pace, signal) =>
      new Promise((wake) => {
        let isReady = false;
        const ready = (): void => {
          if (isReady) return;
          isReady = true;
          signal?.removeEventListener("abort", ready);
          if (owner.isAlive) queues[pace].push({ owner, wake });
        };
        if (signal?.aborted) return ready();
        signal?.addEventListener("abort", ready);
        start(pace, { owner, at: elapsed + ms, wake: ready });
      }),
    after: (owner, ms, act) => start("idle", { owner, at: elapsed + ms, wake: act }),
    meanwhile: (work) => works.push(work),
    bury: () => {
      for (const queue of Object.values(queues)) keepAlive(queue);
    },
    jump: pass,
    run: (isOver) => run(isOver),
    settle: () => run(() => queues.busy.length === 0 && queues.idle.length === 0, false),
  };
}

/** Waits until no file is read or written: that takes real time, and the order of work must not follow from it. */
async function awaitFiles(): Promise<void> {
  do await systemRuntime.yieldToEventLoop();
  while (process.getActiveResourcesInfo().some((name) => fileRequests.has(name)));
}

function keepAlive(queue: Waiting[]): void {
  const living = queue.filter(({ owner }) => owner.isAlive);
  queue.splice(0, queue.length, ...living);
}

/** Timers that are due at the same time run in the order in which they were made. */
function byDueTime(one: Timer, other: Timer): number {
  return one.at - other.at || one.made - other.made;
}
