/** HTTP as raw bytes over a socket, for requests that no client would send. */
import { connect } from "node:net";

export type RawResponse = { status: number; headers: ReadonlyMap<string, string>; body: string };

/** Sends these lines and then `body`, and reads until the server closes the connection, which a last header line requests. */
export function sendRaw(origin: string, lines: readonly string[], body = ""): Promise<RawResponse> {
  const { hostname, port } = new URL(origin);
  const text = `${[...lines, "connection: close"].join("\r\n")}\r\n\r\n${body}`;
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.once("error", reject);
    socket.once("close", () => resolve(readResponse(Buffer.concat(chunks).toString("utf8"))));
  });
}

function readResponse(text: string): RawResponse {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(" ")[1]), headers: new Map(headers), body: text.slice(end + 4) };
}
