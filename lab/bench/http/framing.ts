/** Reads HTTP/1.1 messages from the bytes of a connection: as much as a load generator and canned answers need, at a fraction of node:http's cost. */

/** The start line with the headers, and the body. */
export type Message = { head: string; body: Buffer };

const endOfHead = Buffer.from("\r\n\r\n");
const endOfLine = Buffer.from("\r\n");
const nothing = Buffer.alloc(0);

/** Returns a function that takes the bytes of one connection as they arrive and reports each complete message. */
export function readMessages(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let rest: Buffer = nothing;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let found = readMessage(rest); found; found = readMessage(rest)) {
      rest = rest.subarray(found.size);
      onMessage(found.message);
    }
  };
}

/** The value of a header; undefined if it is absent. `name` is in lower case. */
export function headerOf(head: string, name: string): string | undefined {
  for (let from = head.indexOf("\r\n"); from >= 0; from = head.indexOf("\r\n", from + 2)) {
    const colon = from + 2 + name.length;
    if (head[colon] !== ":" || head.slice(from + 2, colon).toLowerCase() !== name) continue;
    const end = head.indexOf("\r\n", colon);
    return head.slice(colon + 1, end < 0 ? undefined : end).trim();
  }
  return undefined;
}

/** The first message in these bytes with its size; undefined while it is not complete. */
function readMessage(bytes: Buffer): { message: Message; size: number } | undefined {
  const end = bytes.indexOf(endOfHead);
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const from = end + endOfHead.length;
  const length = headerOf(head, "content-length");
  if (length === undefined && headerOf(head, "transfer-encoding") === "chunked") return readChunks(bytes, head, from);
  const size = from + Number(length ?? 0);
  return bytes.length < size ? undefined : { message: { head, body: bytes.subarray(from, size) }, size };
}

function readChunks(bytes: Buffer, head: string, start: number): { message: Message; size: number } | undefined {
  const chunks: Buffer[] = [];
  for (let from = start; ; ) {
    const end = bytes.indexOf(endOfLine, from);
    if (end < 0) return undefined;
    const length = Number.parseInt(bytes.toString("latin1", from, end), 16);
    const next = end + 2 + length + 2;
    if (bytes.length < next) return undefined;
    if (length === 0) return { message: { head, body: Buffer.concat(chunks) }, size: next };
    chunks.push(bytes.subarray(end + 2, end + 2 + length));
    from = next;
  }
}
