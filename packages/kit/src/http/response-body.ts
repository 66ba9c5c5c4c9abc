/** Bodies of responses from other processes: read as a stream up to a limit, because a faulty process may send without end. */

/** The response has more bytes than its reader allows. */
export class ResponseTooLargeError extends Error {
  constructor(maxBytes: number) {
    super(`the response has more than ${maxBytes} bytes`);
  }
}

/** Reads a body as UTF-8. Throws `ResponseTooLargeError` beyond `maxBytes`; the connection is then closed and the rest is not read. */
export async function readResponseText(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new ResponseTooLargeError(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
