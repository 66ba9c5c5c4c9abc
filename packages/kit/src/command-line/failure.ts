/** Failures of the machine and the network, explained in one line: the cause and the remedy. */

/** An expected failure of a command, such as a missing file. The message is one line and names the remedy. */
export class CommandFailure extends Error {}

const unwritable = new Set(["EACCES", "EPERM", "EROFS"]);
const unreachable = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The line for a failure of the machine or the network; undefined for any other error. */
export function explainFailure(error: unknown): string | undefined {
  if (error instanceof CommandFailure) return error.message;
  for (const { code, place, call } of causesOf(error)) {
    // Node reports a read-only file system as a missing folder when it makes a folder with its parents.
    const line = code === "ENOENT" && call === "mkdir" ? uncreated(place) : lineFor(code, place);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** The line for any error of a command. Errors in our code, such as a TypeError, keep their stack: they are to be reported. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOurFault = [TypeError, RangeError, ReferenceError, SyntaxError].some((fault) => error instanceof fault);
  return explainFailure(error) ?? (isOurFault ? (error.stack ?? error.message) : error.message);
}

function uncreated(place: string): string {
  return `${place || "a folder"} cannot be created: its file system is read-only, or its parent is missing. Set HANSA_DATA to another folder.`;
}

function lineFor(code: string, place: string): string | undefined {
  if (unreachable.has(code)) {
    return `nothing answers at ${place || "that address"} (${code}). Start the shop with npm start, or name its address (HANSA_PORT, --shop).`;
  }
  if (code === "EADDRINUSE") {
    return `port ${place.split(":").at(-1)} is in use. Stop what listens there, or choose another HANSA_PORT.`;
  }
  if (unwritable.has(code)) {
    return `${place || "a file"} cannot be written or read (${code}). Change its owner, or set HANSA_DATA to another folder.`;
  }
  if (code === "ENOENT" || code === "ENOTDIR") {
    return `${place || "a file"} is not there (${code}). Check the name, or set HANSA_DATA to the folder of the shop.`;
  }
  if (code === "EMFILE" || code === "ENFILE") {
    return `all file descriptors are used (${code}). Raise the limit of open files (ulimit -n), and start the process again.`;
  }
  if (code === "EISDIR") return `${place || "it"} is a folder. Name a file.`;
  if (code === "ENOSPC" || code === "SQLITE_FULL") return `the disk is full (${code}). Make room and try again.`;
  if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN")) {
    return `a store of the data folder cannot be opened or written (${code}). Change its owner, or set HANSA_DATA to another folder.`;
  }
  if (code.startsWith("SQLITE_BUSY")) return `a store is in use (${code}). Stop the shop, or try again.`;
  if (code.startsWith("SQLITE_NOTADB") || code.startsWith("SQLITE_CORRUPT")) {
    return `a store is damaged (${code}). npm run doctor names it.`;
  }
  return undefined;
}

/** The codes of an error and of its causes, with the file or the address that each is about, and the system call that failed. */
function* causesOf(error: unknown): Generator<{ code: string; place: string; call: string | undefined }> {
  if (!(error instanceof Error)) return;
  const call = "syscall" in error && typeof error.syscall === "string" ? error.syscall : undefined;
  if ("code" in error && typeof error.code === "string") yield { code: error.code, place: placeOf(error), call };
  if (error instanceof AggregateError) for (const each of error.errors) yield* causesOf(each);
  if (error.cause !== error) yield* causesOf(error.cause);
}

function placeOf(error: Error): string {
  if ("path" in error && typeof error.path === "string") return error.path;
  if ("address" in error && "port" in error) return `${String(error.address)}:${String(error.port)}`;
  if ("hostname" in error) return String(error.hostname);
  return "port" in error ? String(error.port) : "";
}
