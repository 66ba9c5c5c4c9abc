/** Reads HTTP/1.1 messages from the bytes of a connection: as much as a load generator and canned answers need, at a fraction of node:http's cost. */

/** The start line with the headers, and the body. */
export type Message = { head: string; body: Buffer };

const endOfHead = Buffer.from("\r\n\r\n");
const endOfLine = Buffer.from("\r\n");

/** Returns a function that takes the bytes of one connection as they arrive and reports each complete message. */
export function readMessages(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let size = 0;
  let needed = 0;
  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    // The bytes of a large message are put together once.
    if (size < needed) return;
    let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    let found = readMessage(rest);
    for (; "message" in found; found = readMessage(rest)) {
      rest = rest.subarray(found.size);
      onMessage(found.message);
    }
    needed = found.needed;
    chunks = rest.length === 0 ? [] : [rest];
    size = rest.length;
  };
}

/** A message with its size; or the bytes that it has at least, while it is not complete. */
type Found = { message: Message; size: number } | { needed: number };

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

/** The first message in these bytes. */
function readMessage(bytes: Buffer): Found {
  const end = bytes.indexOf(endOfHead);
  if (end < 0) return { needed: bytes.length + 1 };
  const head = bytes.toString("latin1", 0, end);
  const from = end + endOfHead.length;
  const length = headerOf(head, "content-length");
  if (length === undefined && headerOf(head, "transfer-encoding") === "chunked") return readChunks(bytes, head, from);
  const size = from + Number(length ?? 0);
  return bytes.length < size ? { needed: size } : { message: { head, body: bytes.subarray(from, size) }, size };
}

function readChunks(bytes: Buffer, head: string, start: number): Found {
  const chunks: Buffer[] = [];
  for (let from = start; ; ) {
    const end = bytes.indexOf(endOfLine, from);
    if (end < 0) return { needed: bytes.length + 1 };
    const length = Number.parseInt(bytes.toString("latin1", from, end), 16);
    const next = end + 2 + length + 2;
    if (bytes.length < next) return { needed: next };
    if (length === 0) return { message: { head, body: Buffer.concat(chunks) }, size: next };
    chunks.push(bytes.subarray(end + 2, end + 2 + length));
    from = next;
  }
}
