/** Fake of a fallen service: it answers every request with a body that goes on until the caller ends it. */
import { createServer, type OutgoingHttpHeaders, type ServerResponse } from "node:http";

/** The end of an endless body, so that a missing limit fails a test instead of filling the memory. */
export const endlessBytes = 96 * 1024 * 1024;

/** Starts the service; `headers` are added to its responses. `sent` counts the bytes that it could send. */
export async function startEndlessServer(
  headers: OutgoingHttpHeaders = {},
): Promise<{ origin: string; sent(): number; close(): void }> {
  const piece = Buffer.alloc(64 * 1024, " ");
  let sent = 0;
  const send = (response: ServerResponse): void => {
    while (sent < endlessBytes && !response.destroyed) {
      sent += piece.length;
      if (!response.write(piece)) return void response.once("drain", () => send(response));
    }
    response.end();
  };
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json", ...headers });
    send(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    sent: () => sent,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
