/** A manual runtime, whose clocks move only on request: for tests, the seed and simulations. */
import { formatId, type Runtime, systemRuntime } from "../src/runtime/runtime.ts";
import { awaitStatements } from "../src/store/engine/statement-run.ts";

export type ManualRuntime = Runtime & {
  /** Moves both clocks forward and ends the sleeps that are over by then, in order. It moves on only when no statement is in flight. */
  advance(ms: number): Promise<void>;
  /** Lets woken code run, without a move of the clocks, until it has sent no statement for some turns: it ends or sleeps. */
  settle(): Promise<void>;
  /** Sets the wall clock; durations do not change. */
  setNow(at: number): void;
};

const minDeadlineMs = 60_000;

/** Turns of the event loop that woken code has before the clock moves on: enough for a request to a peer and its response in one process. */
const turnsPerWake = 8;

let runtimes = 0;

type Sleeper = { wakeAt: number; wake: () => void };

/** Creates a runtime that starts at `start` (epoch milliseconds). Ids and randomness depend on `seed` alone. */
export function manualRuntime(start: number, seed = 1): ManualRuntime {
  let wall = start;
  let elapsed = 0;
  let sleepers: Sleeper[] = [];
  let made = 0;
  const chance = seededRandom(seed);
  runtimes += 1;
  const boot = `manual-${runtimes}`;

  async function advance(ms: number): Promise<void> {
    const until = elapsed + ms;
    if (await awaitStatements()) await settle();
    for (;;) {
      const next = sleepers.filter((sleeper) => sleeper.wakeAt <= until).sort((a, b) => a.wakeAt - b.wakeAt)[0];
      if (!next) break;
      move(next.wakeAt - elapsed);
      next.wake();
      await settle();
    }
    move(until - elapsed);
  }

  /** An answer wakes code again. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < turnsPerWake; turn += 1) {
      await systemRuntime.yieldToEventLoop();
      if (await awaitStatements()) turn = -1;
    }
  }

  /** Whole milliseconds, as the system's clock gives them, even after a sleep of a fraction. */
  function now(): number {
    return Math.floor(wall);
  }

  function move(ms: number): void {
    elapsed += ms;
    wall += ms;
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const sleeper = { wakeAt: elapsed + ms, wake };
      sleepers.push(sleeper);
      signal?.addEventListener("abort", wake);
      function wake(): void {
        sleepers = sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      }
    });
  }

  /** Ids of one millisecond sort in the order of creation: many events share a millisecond here. */
  function newId(kind: string): string {
    made += 1;
    const counted = [made >>> 24, made >>> 16, made >>> 8, made].map((part) => part & 255);
    return formatId(kind, now(), Uint8Array.from([...counted, ...randomBytes(6)]));
  }

  function randomBytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => Math.floor(chance() * 256));
  }

  return {
    now,
    monotonic: () => elapsed,
    // A server beside it has another time.
    serverTime: () => start + elapsed,
    serverPause: systemRuntime.serverPause,
    boot,
    sleep,
    yieldToEventLoop: () => systemRuntime.yieldToEventLoop(),
    // Of real time, as answers of peers take some: so long that no busy machine fails a test, unless the test sets its own.
    deadline: (ms) => systemRuntime.deadline(Math.max(ms, minDeadlineMs)),
    startTimer: (ms, callback) => systemRuntime.startTimer(ms, callback),
    newId,
    randomBytes,
    random: chance,
    passFaultPoint: (point) => systemRuntime.passFaultPoint(point),
    advance,
    settle,
    setNow: (at) => {
      wall = at;
    },
  };
}

/** A generator of numbers from 0 up to 1 that depend on the seed alone (the mulberry32 recurrence). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
