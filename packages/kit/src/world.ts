/** Time, ids and chance: handed in everywhere, so that a test or a simulation decides them and a rule never does. */
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

export type World = {
  /** Wall clock: milliseconds since 1970, UTC. */
  now(): number;
  /** A clock that never jumps, for durations: milliseconds since some start, and the same for all processes of the machine. */
  monotonic(): number;
  /** Names the start of the machine, since which `monotonic` runs. */
  boot: string;
  /** Resolves after `ms`, or at once when `signal` aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets whoever else waits in this process go first; no time passes. For long work on the store, between its parts. */
  breathe(): Promise<void>;
  /** Aborts after `ms`; for deadlines of calls to the outside. */
  deadline(ms: number): AbortSignal;
  /** A new id such as `ord_01jd…`: the kind, then 128 bits, of which the first 48 are the time. */
  newId(kind: string): string;
  /** Bytes nobody can guess, for secrets. */
  randomBytes(count: number): Uint8Array;
  /** A number from 0 up to, not including, 1. For jitter only, never for secrets. */
  random(): number;
  /**
   * The work has come to a named point: before or after a write to a store or a call to the outside. A running shop goes on at once; a
   * simulation lets others go first, or a crash happen here.
   */
  reach(point: Point): Promise<void>;
};

/** Such as `before:write:place-order` or `after:call:payments.capture`. After a write is after its commit. */
export type Point = `${"before" | "after"}:${"write" | "call"}:${string}`;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Writes 48 bits of time and 80 bits of chance as 26 letters that sort by time (Crockford's base 32). */
export function formatId(kind: string, at: number, chance: Uint8Array): string {
  let bits = BigInt(at);
  for (const byte of chance.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let letter = 0; letter < 26; letter += 1) {
    text = alphabet.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return `${kind}_${text}`;
}

/** The real clock and real chance: what a running shop uses. */
export const systemWorld: World = {
  now: () => Date.now(),
  monotonic: () => Number(process.hrtime.bigint() / 1_000n) / 1_000,
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
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
  deadline: (ms) => AbortSignal.timeout(ms),
  newId: (kind) => formatId(kind, Date.now(), randomBytes(10)),
  randomBytes: (count) => randomBytes(count),
  random: () => Math.random(),
  reach: async () => {},
};

/** Linux names each start of the machine. Where nothing does, each process counts as a start of its own. */
function bootOfMachine(): string {
  const file = "/proc/sys/kernel/random/boot_id";
  return existsSync(file) ? readFileSync(file, "utf8").trim() : randomUUID();
}
