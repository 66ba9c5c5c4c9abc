/** A proxy that records the requests of the router to a service and forwards them. */
import { createServer, type IncomingHttpHeaders } from "node:http";

export type CapturedRequest = { headers: IncomingHttpHeaders; body: string };
export type RecordingProxy = { url: string; captured: CapturedRequest[]; close(): void };

/** Opens a proxy in front of the GraphQL address `target`. */
export async function openRecordingProxy(target: string): Promise<RecordingProxy> {
  const captured: CapturedRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString();
    captured.push({ headers: request.headers, body });
    const result = await fetch(target, { method: "POST", headers: signedHeaders(request.headers), body });
    response.writeHead(result.status, { "content-type": "application/json" }).end(await result.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the proxy has no port");
  return {
    url: `http://127.0.0.1:${bound.port}/graphql`,
    captured,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The headers by which a request was vouched for, and its type. */
export function signedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ["hansa-claims", "hansa-signature", "hansa-viewer", "content-type"];
  return Object.fromEntries(
    names.flatMap((name) => (typeof headers[name] === "string" ? [[name, headers[name]]] : [])),
  );
}
