/** The runtime: time, ids, randomness and timers, handed to all code so that tests and simulations control them. */
import { randomBytes, randomFillSync, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

export type Runtime = {
  /** Wall clock: milliseconds since 1970, UTC. */
  now(): number;
  /** A clock that never jumps, for durations: milliseconds since a fixed start, the same for all processes of the machine. */
  monotonic(): number;
  /** The time that the server of a database reports, as this runtime counts it. */
  serverTime(ms: number): number;
  /** Resolves after `ms` of that server's time, before it is asked again. */
  serverPause(ms: number): Promise<void>;
  /** The id of the machine's current boot, since which `monotonic` runs. */
  boot: string;
  /** Resolves after `ms`, or at once when `signal` aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Yields to other work of this process; no time passes. Long work on the store calls it between its parts. */
  yieldToEventLoop(): Promise<void>;
  /** A signal that aborts after `ms`, for the deadline of a call. */
  deadline(ms: number): AbortSignal;
  /** Calls back once after `ms`, unless the returned function is called before: cheaper than a signal where there are many. */
  startTimer(ms: number, callback: () => void): () => void;
  /** A new id such as `ord_01jd…`: the kind, then 128 bits, of which the first 48 are the time. */
  newId(kind: string): string;
  /** Unpredictable bytes, for secrets. */
  randomBytes(count: number): Uint8Array;
  /** A number from 0 up to, not including, 1. For jitter only, never for secrets. */
  random(): number;
  /**
   * Passes a fault point: before or after a write to a store or a call to the outside. A running shop continues at once; a simulation
   * runs other work first or crashes here.
   */
  passFaultPoint(point: FaultPoint): Promise<void>;
};

/** A fault point, such as `before:write:place-order` or `after:call:payments.capture`. After a write is after its commit. */
export type FaultPoint = `${"before" | "after"}:${"write" | "call"}:${string}`;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Formats 48 bits of time and 80 random bits as 26 letters that sort by time (Crockford's base 32). */
export function formatId(kind: string, at: number, chance: Uint8Array): string {
  let text = "";
  let bits = 0;
  let width = 0;
  for (let index = timeBytes + randomIdBytes - 1; index >= 0; index -= 1) {
    const byte = index < timeBytes ? at / 256 ** (timeBytes - 1 - index) : (chance[index - timeBytes] ?? 0);
    bits |= (byte & 255) << width;
    for (width += 8; width >= 5; width -= 5) {
      text = alphabet.charAt(bits & 31) + text;
      bits >>= 5;
    }
  }
  return `${kind}_${alphabet.charAt(bits)}${text}`;
}

const timeBytes = 6;
const randomIdBytes = 10;
/** Random bytes for ids, taken from the system for many ids at once: a call for each costs more than the rest of the id. */
const randomPool = new Uint8Array(800 * randomIdBytes);
let randomPoolUsed = randomPool.length;

function takeRandomIdBytes(): Uint8Array {
  if (randomPoolUsed === randomPool.length) {
    randomFillSync(randomPool);
    randomPoolUsed = 0;
  }
  randomPoolUsed += randomIdBytes;
  return randomPool.subarray(randomPoolUsed - randomIdBytes, randomPoolUsed);
}

/** The runtime of a running shop: the real clock and real randomness. */
export const systemRuntime: Runtime = {
  now: () => Date.now(),
  monotonic: () => {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1_000 + nanoseconds / 1_000_000;
  },
  serverTime: (ms) => ms,
  serverPause: (ms) => systemRuntime.sleep(ms),
  boot: bootOfMachine(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
    }),
  yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
  deadline: (ms) => AbortSignal.timeout(ms),
  startTimer: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  newId: (kind) => formatId(kind, Date.now(), takeRandomIdBytes()),
  randomBytes: (count) => randomBytes(count),
  random: () => Math.random(),
  passFaultPoint: async () => {},
};

/** The boot id that Linux gives. On other systems each process has an id of its own. */
function bootOfMachine(): string {
  const file = "/proc/sys/kernel/random/boot_id";
  return existsSync(file) ? readFileSync(file, "utf8").trim() : randomUUID();
}
