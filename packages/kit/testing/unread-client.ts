/** A client that sends requests on one connection and reads nothing, so that answers stay unsent. */
import { connect, type Socket } from "node:net";

/** One POST of JSON as HTTP text. */
export function postText(path: string, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ "content-type": "application/json", ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const head = [`POST ${path} HTTP/1.1`, "host: 127.0.0.1", ...lines, `content-length: ${Buffer.byteLength(body)}`];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** Opens the connection and sends the text of requests. The system takes some megabytes of responses before any stay unsent. */
export function openUnreadClient(origin: string, text: string): Socket {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname, () => socket.write(text));
  socket.pause();
  // The server ends it.
  socket.on("error", () => undefined);
  return socket;
}
