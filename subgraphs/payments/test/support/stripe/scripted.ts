/** The Stripe provider in front of a server with scripted responses. */
import { createServer } from "node:http";
import { portOf } from "@hansa/kit/testing";
import { onTestFinished } from "vitest";
import { stripeProvider } from "../../../src/providers/stripe/provider.ts";
import { publishableKey, testKey, webhookSecrets } from "./candidate.ts";

type Heard = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, unknown>;
  form: URLSearchParams;
};

type Response = { status: number; body: object };

/** A server that answers requests in order, repeats its last response, and records requests. A promised response is awaited. */
export async function scripted(...responses: (Response | Promise<Response>)[]) {
  const requests: Heard[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const piece of request) text += String(piece);
    const { method = "", url = "", headers } = request;
    const { pathname: path, searchParams: query } = new URL(url, "http://127.0.0.1");
    requests.push({ method, path, query, headers, form: new URLSearchParams(text) });
    const answered = { "content-type": "application/json", "request-id": `req_${requests.length}` };
    const { status, body } = (await responses[Math.min(requests.length, responses.length) - 1]) ?? {
      status: 500,
      body: {},
    };
    response.writeHead(status, answered).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  const provider = stripeProvider({ secretKey: testKey, publishableKey, webhookSecrets, url });
  return { requests: requests, provider };
}
