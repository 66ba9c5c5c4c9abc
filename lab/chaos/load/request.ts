/** Sends one GraphQL request once and returns its reply, or its loss. */
import { Agent, request } from "node:http";
import { z } from "zod";

export type Graph = { port: number; agent: Agent };

/** `lost`: nothing came back, so anything may have happened. `error`: an answer with an error in the place of data. */
export type Reply =
  | { kind: "answer"; typename: string; body: unknown }
  | { kind: "error"; code: string }
  | { kind: "lost" };

/** Longer than the router waits for a subgraph, as a buyer's browser would. */
const timeoutMs = 15_000;

/** Asks at this port. Connections are kept and used again. */
export function openGraph(port: number): Graph {
  return { port, agent: new Agent({ keepAlive: true, maxSockets: 200 }) };
}

const envelope = z.object({
  data: z.object({ answer: z.looseObject({ __typename: z.string() }).nullish() }).nullish(),
  errors: z.array(z.object({ extensions: z.looseObject({ code: z.string() }).optional() })).optional(),
});

/** Sends a document whose one field is called `answer`. */
export async function sendOnce(graph: Graph, document: string, variables: unknown, token?: string): Promise<Reply> {
  const text = await post(graph, JSON.stringify({ query: document, variables }), token).catch(() => undefined);
  if (text === undefined) return { kind: "lost" };
  const parsed = envelope.safeParse(parseJson(text));
  if (!parsed.success) return { kind: "lost" };
  const { data, errors = [] } = parsed.data;
  if (data?.answer) return { kind: "answer", typename: data.answer.__typename, body: data.answer };
  const code = errors[0]?.extensions?.code;
  return code === undefined ? { kind: "answer", typename: "Nothing", body: null } : { kind: "error", code };
}

function post({ port, agent }: Graph, body: string, token: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        agent,
        method: "POST",
        path: "/graphql",
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          "content-type": "application/json",
          accept: "application/graphql-response+json",
          "content-length": Buffer.byteLength(body),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
        answer.once("error", reject);
        answer.once("aborted", () => reject(new Error("the answer was cut short")));
      },
    );
    sent.once("error", reject);
    sent.end(body);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
