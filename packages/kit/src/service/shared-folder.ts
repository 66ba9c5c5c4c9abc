/** A folder that the machines of a shop share: probed before the process answers, so that a volume which loses or mixes up files holds none of the shop's. */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { CommandFailure } from "../command-line/failure.ts";

/** The calls of a file system that are probed. */
export type SharedFiles = {
  /** Writes a new file to the disk; throws if there is one. */
  create(file: string, text: string): void;
  read(file: string): string;
  list(folder: string): string[];
  /** Gives a file a second name; throws if that is taken. */
  link(from: string, to: string): void;
  rename(from: string, to: string): void;
  remove(file: string): void;
};

const diskFiles: SharedFiles = {
  create: (file, text) => {
    const handle = openSync(file, "wx", 0o600);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
  read: (file) => readFileSync(file, "utf8"),
  list: (folder) => readdirSync(folder),
  link: linkSync,
  rename: renameSync,
  remove: (file) => rmSync(file, { force: true }),
};

/**
 * Makes the folder, and throws if its volume does not do what the files of a shop need. It leaves nothing there, so it cannot see that another machine
 * has another folder.
 */
export function probeSharedFolder(folder: string, files: SharedFiles = diskFiles): void {
  mkdirSync(folder, { recursive: true });
  const name = `.probe-${randomUUID()}`;
  const [first, second] = [join(folder, name), join(folder, `${name}-2`)];
  const refuse = (what: string, cause?: unknown) => {
    const message = `${folder} cannot keep the files of a shop on several machines: ${what}. Give all of them one shared volume that can (docs/owners/postgresql.md#two-machines).`;
    return new CommandFailure(message, { cause });
  };
  const attempt = (what: string, act: () => void) => {
    try {
      act();
    } catch (error) {
      throw refuse(`${what} (${codeOf(error)})`, error);
    }
  };
  const isRefused = (act: () => void) => {
    try {
      act();
      return false;
    } catch (error) {
      return codeOf(error) === "EEXIST";
    }
  };
  try {
    attempt("a file cannot be written", () => files.create(first, name));
    let seen = "";
    attempt("a file cannot be read", () => {
      seen = files.read(first);
    });
    if (seen !== name) throw refuse("a written file has another content");
    if (!files.list(folder).includes(name)) throw refuse("a written file is not in its folder");
    if (!isRefused(() => files.create(first, "another"))) throw refuse("two processes can create the same file");
    attempt("a file cannot have a second name", () => files.link(first, second));
    if (!isRefused(() => files.link(first, second))) throw refuse("two files can have the same name");
    attempt("a file cannot replace another", () => files.rename(first, second));
  } finally {
    for (const file of [first, second]) {
      try {
        files.remove(file);
      } catch {
        // Of the two there is one at most.
      }
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
