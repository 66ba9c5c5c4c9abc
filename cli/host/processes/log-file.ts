/** Log files of a process: the present one, and those of the last seven days, which it is renamed to by day and by size. */
import { appendFileSync, closeSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { explainError } from "@hansa/kit/command-line";

/** A file that lines, with their line breaks, are written to. It never throws. */
export type LogFile = { write(lines: string): void };

export type LogFileOptions = {
  folder: string;
  /** The name of the process. */
  name: string;
  now(): number;
  /** Tells a person that nothing can be written. */
  report(text: string): void;
  limits?: LogLimits;
};
/** `fileBytes` of the present file, and `keptBytes` of all others of its process. */
type LogLimits = { fileBytes: number; keptBytes: number };

const mebibyte = 1024 ** 2;
const usualLimits: LogLimits = { fileBytes: 10 * mebibyte, keptBytes: 90 * mebibyte };
const keptMs = 7 * 24 * 60 * 60_000;
/** An idle process writes nothing: its file is renamed within this time after the day. */
const checkEveryMs = 60 * 60_000;

/**
 * Opens `NAME.log`. At its size, and at the first line of another day in UTC, it becomes `NAME.DAY.NUMBER.log`. Files of any process that were not
 * written for seven days are removed, and the oldest of this one above the limit. While nothing can be written, lines are lost: the shop continues.
 */
export function openLogFile({ folder, name, now, report, limits = usualLimits }: LogFileOptions): LogFile {
  const file = path.join(folder, `${name}.log`);
  let open: { descriptor: number; bytes: number; day: string } | undefined;
  let isFailing = false;
  const removeOld = () => removeOldFiles(folder, name, { oldest: now() - keptMs, keptBytes: limits.keptBytes });

  function openFile() {
    mkdirSync(folder, { recursive: true });
    const found = statSync(file, { throwIfNoEntry: false });
    const day = dayOf(found && found.size > 0 ? found.mtimeMs : now());
    return { descriptor: openSync(file, "a"), bytes: found?.size ?? 0, day };
  }

  /** Renames the file if it is of an earlier day, or has no room for so many bytes. */
  function rotate(bytes: number): void {
    open ??= openFile();
    const isDue = open.bytes > 0 && (open.day !== dayOf(now()) || open.bytes + bytes > limits.fileBytes);
    if (!isDue) return;
    const { day } = open;
    close();
    renameSync(file, freeName(folder, name, day));
    removeOld();
    open = openFile();
  }

  function close(): void {
    if (open) closeSync(open.descriptor);
    open = undefined;
  }

  function attempt(work: () => void): void {
    try {
      work();
      isFailing = false;
    } catch (error) {
      if (!isFailing) report(`${file} cannot be written, its lines are lost: ${explainError(error)}`);
      isFailing = true;
      close();
    }
  }

  attempt(() => {
    rotate(0);
    removeOld();
  });
  setInterval(() => attempt(() => rotate(0)), checkEveryMs).unref();
  return {
    write: (lines) =>
      attempt(() => {
        const bytes = Buffer.byteLength(lines);
        rotate(bytes);
        open ??= openFile();
        appendFileSync(open.descriptor, lines);
        open.bytes += bytes;
      }),
  };
}

function freeName(folder: string, name: string, day: string): string {
  const numbers = keptFiles(folder, name).flatMap((kept) => (kept.day === day ? [kept.number] : []));
  return path.join(folder, `${name}.${day}.${Math.max(0, ...numbers) + 1}.log`);
}

/** The former files of this process, the newest first. */
function keptFiles(folder: string, name: string) {
  const form = new RegExp(`^${name}\\.(\\d{4}-\\d{2}-\\d{2})\\.(\\d+)\\.log$`);
  return readdirSync(folder)
    .flatMap((found) => {
      const [, day, number] = form.exec(found) ?? [];
      return day === undefined ? [] : [{ file: path.join(folder, found), day, number: Number(number) }];
    })
    .sort((one, other) => other.day.localeCompare(one.day) || other.number - one.number);
}

/** Removes files of any process that were last written before `oldest`, and the oldest of this one beyond so many bytes. */
function removeOldFiles(folder: string, name: string, kept: { oldest: number; keptBytes: number }): void {
  const { oldest, keptBytes } = kept;
  for (const found of readdirSync(folder).filter((each) => each.endsWith(".log"))) {
    const other = path.join(folder, found);
    if ((statSync(other, { throwIfNoEntry: false })?.mtimeMs ?? oldest) < oldest) rmSync(other, { force: true });
  }
  let bytes = 0;
  for (const former of keptFiles(folder, name)) {
    bytes += statSync(former.file).size;
    if (bytes > keptBytes) rmSync(former.file, { force: true });
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
