/** A world that stands still until it is told to move: for tests, the seed and simulations. */
import { formatId, systemWorld, type World } from "./world.ts";

export type ManualWorld = World & {
  /** Moves both clocks forward and wakes whoever slept until then, in order. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock; durations do not notice. */
  setNow(at: number): void;
};

let worlds = 0;

type Sleeper = { wakeAt: number; wake: () => void };

/** Starts at `start` (epoch milliseconds). Ids and chance follow from `seed` alone, so equal seeds give equal shops. */
export function manualWorld(start: number, seed = 1): ManualWorld {
  let wall = start;
  let elapsed = 0;
  let sleepers: Sleeper[] = [];
  let made = 0;
  const chance = seededChance(seed);
  worlds += 1;
  const boot = `manual-${worlds}`;

  async function advance(ms: number): Promise<void> {
    const until = elapsed + ms;
    for (;;) {
      const next = sleepers.filter((sleeper) => sleeper.wakeAt <= until).sort((a, b) => a.wakeAt - b.wakeAt)[0];
      if (!next) break;
      move(next.wakeAt - elapsed);
      next.wake();
      await systemWorld.sleep(0);
    }
    move(until - elapsed);
  }

  /** Whole milliseconds, as the system's clock gives them, however long somebody slept. */
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

  /** Within one millisecond, ids sort as they were made: here many things happen in one that take a real shop seconds. */
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
    boot,
    sleep,
    breathe: () => systemWorld.breathe(),
    deadline: (ms) => systemWorld.deadline(ms),
    newId,
    randomBytes,
    random: chance,
    reach: (point) => systemWorld.reach(point),
    advance,
    setNow: (at) => {
      wall = at;
    },
  };
}

/** Numbers from 0 up to 1 that follow from the seed (the mulberry32 recurrence). */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
