/** A receiver of OTLP/HTTP in JSON, as a collector is one: keeps the spans of all processes. */
import { once } from "node:events";
import { createServer } from "node:http";
import { portOf } from "@hansa/kit/testing";
import { z } from "zod";

const attribute = z.object({ key: z.string(), value: z.looseObject({ stringValue: z.string().optional() }) });
const exportedSpan = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  status: z.looseObject({ code: z.number().optional() }),
  attributes: z.array(attribute),
});
const exportRequest = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.looseObject({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(exportedSpan) })),
    }),
  ),
});

/** A span, and the process that exported it. */
export type ReceivedSpan = z.infer<typeof exportedSpan> & { service: string };

export type SpanReceiver = {
  url: string;
  /** The spans that arrived, in order. */
  spans: ReceivedSpan[];
  /** The same as it was sent. */
  text(): string;
  stop(): Promise<void>;
};

/** Starts a receiver on a free port. */
export async function startSpanReceiver(): Promise<SpanReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      bodies.push(body);
      spans.push(...spansIn(body));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    spans,
    text: () => bodies.join("\n"),
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function spansIn(body: string): ReceivedSpan[] {
  return exportRequest.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const name = resource.attributes.find(({ key }) => key === "service.name");
    const service = name?.value.stringValue ?? "";
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });
}
