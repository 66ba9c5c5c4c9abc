/**
 * One run of a read. Most reads have one statement, which needs no transaction: it is a snapshot by itself. A run cannot know whether another statement
 * follows, so it waits for the end of the turn, in which those that are asked together come:
 *
 * | state     | entered by                                                                   | statements             |
 * |-----------|------------------------------------------------------------------------------|------------------------|
 * | gathering | the first statement                                                          | wait                   |
 * | alone     | the end of the turn, if there is one statement                               | sent in a batch        |
 * | snapshot  | a second one in the turn, or a first one after which others mostly followed  | sent in a transaction  |
 * | abandoned | another statement of a run that is alone: it would see a later moment        | refused                |
 * |           | one that no request waits for, and that takes seconds                        |                        |
 *
 * An abandoned run, and one whose connection was lost, is made again, on a snapshot from its beginning. One that took seconds has the rest of its time.
 */
import type { RequestBudget } from "../../../runtime/request-budget.ts";
import { cancelled, codeOfFault } from "./faults.ts";
import type { AskAlone } from "./read-batches.ts";
import { timeAlone, timeLeft, unawaitedMs } from "./read-places.ts";
import type { ReadSnapshot } from "./read-snapshot.ts";

/** A read that is made again, on a snapshot. `spentMs`: the part of the time of a statement that the run before has taken. */
export type Again = { spentMs: number };

type ReadRun = {
  ask(text: string, values: readonly unknown[]): Promise<unknown[][]>;
  /** Ends the run; tells how the read is made again if it was abandoned. */
  end(): Again | undefined;
};

export type RunParts = {
  askAlone: AskAlone;
  beginSnapshot(budget: RequestBudget | undefined, spentMs: number): ReadSnapshot;
  followed: FollowedTexts;
};

/** The texts of first statements after which another one of the same read came. */
type FollowedTexts = {
  isLikely(text: string): boolean;
  note(text: string, isFollowed: boolean): void;
};

/** A text of which so many reads in a row had one statement is sent alone again. */
const aloneBeforeForgotten = 8;
/** The most characters of all of them: clients may ask for many forms of one. */
const maxLength = 100_000;

/** Knows no text yet. When there are too many, all are forgotten: the next read of each is made again. */
export function openFollowedTexts(): FollowedTexts {
  const readsLeft = new Map<string, number>();
  let length = 0;
  return {
    isLikely: (text) => readsLeft.has(text),
    note: (text, isFollowed) => {
      const known = readsLeft.get(text);
      if (known === undefined && !isFollowed) return;
      const left = isFollowed ? aloneBeforeForgotten : (known ?? 1) - 1;
      if (known === undefined) length += text.length;
      if (left === 0) length -= text.length;
      if (length > maxLength) {
        readsLeft.clear();
        length = 0;
      } else if (left === 0) readsLeft.delete(text);
      else readsLeft.set(text, left);
    },
  };
}

/** Begins a run; `again`: one before was abandoned, or lost its connection. */
export function beginRun(
  { askAlone, beginSnapshot, followed }: RunParts,
  budget: RequestBudget | undefined,
  again: Again | undefined,
): ReadRun {
  const begin = () => beginSnapshot(budget, again?.spentMs ?? 0);
  let first: string | undefined;
  let statements = 0;
  let isAlone = false;
  let abandoned: Again | undefined;
  let snapshot: ReadSnapshot | undefined;

  return {
    ask: async (text, values) => {
      statements += 1;
      first ??= text;
      if (isAlone) {
        abandoned ??= { spentMs: 0 };
        throw new Error("another statement followed in a read without a snapshot: the read is made again");
      }
      if (!snapshot && (again || followed.isLikely(first))) snapshot = begin();
      if (!snapshot) await endOfTurn();
      if (!snapshot && statements === 1) {
        isAlone = true;
        return askAlone(budget, text, values).catch((error) => {
          if (codeOfFault(error) === cancelled && timeLeft(budget) === unawaitedMs)
            abandoned = { spentMs: timeAlone(budget).mostMs };
          throw error;
        });
      }
      snapshot ??= begin();
      return snapshot.ask(text, values);
    },
    end: () => {
      snapshot?.end();
      if (first !== undefined && (snapshot || abandoned))
        followed.note(first, abandoned !== undefined || statements > 1);
      return abandoned;
    },
  };
}

let turn: Promise<void> | undefined;

/** Resolves once the code that runs now, and what it continues without a wait, has run: one promise for all reads of the process. */
function endOfTurn(): Promise<void> {
  turn ??= new Promise((resolve) =>
    process.nextTick(() => {
      turn = undefined;
      resolve();
    }),
  );
  return turn;
}
