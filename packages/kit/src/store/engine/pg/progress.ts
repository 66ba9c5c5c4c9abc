/**
 * The progress of a database by the number of its last commit. One that went back, to a standby or a backup without the last commits, is closed to
 * writes: it would give the numbers of orders and invoices out again.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { CommandFailure } from "../../../command-line/failure.ts";
import { CodedError } from "../../../runtime/errors.ts";
import type { EngineOptions } from "../engine.ts";
import type { StepBack } from "../health.ts";
import { type DatabasePlace, nameOf, noteEnding } from "./place.ts";

export type Progress = {
  /**
   * Takes the number of the last commit. Throws, then and always after, if it is below `least`: the one that was known when it was asked for. Under
   * the write lock that is the one that is known now.
   */
  judge(last: number, least?: number): void;
  /** The highest number that this process has made or seen. */
  known(): number;
  /** Notes a commit that this process has made or seen. */
  note(number: number): void;
  stepBack(): StepBack | undefined;
};

/** The least time between two notes in the folder, in milliseconds. */
const noteEveryMs = 1_000;
/** The note in the folder of the shop. `madeAt`: when the tables of this database were made. */
const noted = z.object({ madeAt: z.number(), last: z.number() });

/**
 * Opens the progress of a database whose last commit has this number. Throws if it is below the number that stands in the folder of the shop. A
 * store that holds no facts may go back.
 */
export function openProgress(
  place: DatabasePlace,
  { madeAt, last }: z.infer<typeof noted>,
  { runtime, isReplaceable }: Pick<EngineOptions, "runtime" | "isReplaceable">,
): Progress {
  if (isReplaceable) return { judge: () => {}, known: () => 0, note: () => {}, stepBack: () => undefined };
  const file = noteOf(place);
  const lost = findStepBack(place, { madeAt, last });
  if (lost) throw new CommandFailure(refusal(place, lost));
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  let known = last;
  let written = 0;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let stepBack: StepBack | undefined;

  function write(): void {
    if (file !== undefined) writeFileSync(file, JSON.stringify({ madeAt, last: known }));
    written = known;
    writtenAt = runtime.monotonic();
  }

  function note(number: number): void {
    known = Math.max(known, number);
    if (known === written || runtime.monotonic() - writtenAt < noteEveryMs) return;
    try {
      write();
    } catch {
      // The disk of the folder is full: the note of before is a lower bound too, and the shop sells.
    }
  }

  // A folder that cannot be written is to be known at the start.
  write();

  return {
    judge: (found, least = known) => {
      if (found < least) stepBack ??= { known, found };
      if (stepBack)
        throw new CodedError("STORE_UNAVAILABLE", "The store takes no writes until a person has looked at it.");
      note(found);
    },
    known: () => known,
    note,
    stepBack: () => stepBack,
  };
}

/** The commits that a database with this last one has lost by the note in the folder of the shop. */
export function findStepBack(place: DatabasePlace, { madeAt, last }: z.infer<typeof noted>): StepBack | undefined {
  const file = noteOf(place);
  const before = file === undefined ? undefined : readNote(file);
  return before?.madeAt === madeAt && last < before.last ? { known: before.last, found: last } : undefined;
}

function noteOf({ file }: DatabasePlace): string | undefined {
  return file === undefined ? undefined : file + noteEnding;
}

/** The note in the folder; undefined if there is none, or a power cut has left a part of one. */
function readNote(file: string): z.infer<typeof noted> | undefined {
  try {
    return noted.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

function refusal(place: DatabasePlace, { known, found }: StepBack): string {
  return `${nameOf(place)} has lost commits: its last is ${found}, and this shop has made ${known}; it would give numbers out twice; lead the address to a server that has them, or npm run hansa -- restore --after-failover (docs/owners/postgresql.md#a-database-that-went-back)`;
}
