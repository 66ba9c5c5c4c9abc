/** A server in the place of the graph: it answers each operation as a test says, after a time, or not at all. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import { onTestFinished } from "vitest";

/** A response body, or `hang`: none ever comes. */
export type Answer = object | "hang";

export type GraphServer = {
  url: string;
  /** The answers by the name of the operation; changed by tests. */
  answers: Record<string, Answer>;
  /** So many of the next requests are refused for the rate of their sender, who need not wait. */
  refusing: number;
  /** The requests whose sender left before it had an answer. */
  ended: number;
  received: { operation: string; query: string; headers: IncomingHttpHeaders; variables: Record<string, unknown> }[];
};

/** Starts it; it ends with the test. */
export async function startGraphServer(answers: Record<string, Answer>): Promise<GraphServer> {
  const received: GraphServer["received"] = [];
  const server: GraphServer = { url: "", answers, refusing: 0, ended: 0, received };
  const listener = createServer(async (request, response) => {
    response.once("close", () => {
      if (!response.writableFinished) server.ended += 1;
    });
    const { query, variables } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const [, operation = ""] = /(?:query|mutation) (\w+)/.exec(query) ?? [];
    received.push({ operation, query, headers: request.headers, variables });
    if (server.refusing > 0) {
      server.refusing -= 1;
      const errors = [{ message: "Too many requests.", extensions: { code: "RATE_LIMITED" } }];
      response
        .writeHead(429, { "content-type": "application/json", "retry-after": "0" })
        .end(JSON.stringify({ errors }));
      return;
    }
    const answer = server.answers[operation] ?? { data: null, errors: [{ message: `no answer to ${operation}` }] };
    if (answer !== "hang") response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    listener.closeAllConnections();
    listener.close();
  });
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  server.url = `http://127.0.0.1:${address.port}/graphql`;
  return server;
}
