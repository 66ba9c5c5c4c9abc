/** Writes the clients' journal (../audit/journal.md) to disk before the client continues. */
import { createHash } from "node:crypto";
import { closeSync, fdatasync, openSync, write } from "node:fs";
import { promisify } from "node:util";

export type JournalRequest = { client: string; operation: string; key?: string; scope?: string; args?: string };
export type JournalResponse = {
  outcome: string;
  code?: string;
  orderId?: string;
  refundId?: string;
  state?: string;
  same?: string;
};

export type Journal = {
  /** Resolves with the number of the call once its line is safe: only then may the request be sent. */
  recordRequest(request: JournalRequest): Promise<string>;
  /** Resolves once the line is safe: only then may the client continue. */
  recordResponse(call: string, response: JournalResponse): Promise<void>;
  note(text: string): Promise<void>;
  close(): Promise<void>;
};

const writeTo = promisify(write);
const sync = promisify(fdatasync);

/** Lines of several clients go to the disk together: each waits for the write that holds its own. */
export function openJournal(file: string): Journal {
  const descriptor = openSync(file, "a");
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  let calls = 0;

  async function flush(): Promise<void> {
    // Other writes of this turn of the event loop share the flush.
    await new Promise((resolve) => setImmediate(resolve));
    const lines = waiting.join("");
    waiting = [];
    writing = undefined;
    await writeTo(descriptor, lines);
    await sync(descriptor);
  }

  let last: Promise<void> = Promise.resolve();
  function append(line: object): Promise<void> {
    waiting.push(`${JSON.stringify(line)}\n`);
    if (!writing) {
      writing = last.then(flush);
      last = writing;
    }
    return writing;
  }

  return {
    recordRequest: async (request) => {
      calls += 1;
      const call = `c${calls}`;
      await append({ kind: "request", call, ...request });
      return call;
    },
    recordResponse: (call, response) => append({ kind: "response", call, ...response }),
    note: (text) => append({ kind: "note", text }),
    close: async () => {
      await last;
      closeSync(descriptor);
    },
  };
}

/** A fingerprint of something that must be equal. */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url");
}
