/** A storefront for the router's tests: a plain HTTP server, which answers as its test says. */
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { portOf } from "./subgraphs.ts";

export type TestStorefront = {
  origin: string;
  /** The requests for pages, in order; those for `/ready` are not among them. */
  received: { method: string; url: string; headers: IncomingHttpHeaders }[];
  /** Answers from now on; with nothing, each page says its address. */
  behave(listener?: RequestListener): void;
  /** Whether it answers `/ready`, which it does at first. */
  setReady(isReady: boolean): void;
  stop(): Promise<void>;
};

/** The headers of a browser that opens a page. */
export const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

const page: RequestListener = ({ url }, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(`<title>${url}</title>`);
};

/** Starts it on a free port, or on this one. */
export async function startStorefront(port = 0): Promise<TestStorefront> {
  const received: TestStorefront["received"] = [];
  let listener = page;
  let isReady = true;
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    if (url === "/ready") {
      if (isReady) response.end("{}");
      return;
    }
    received.push({ method, url, headers });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${portOf(server.address())}`,
    received,
    behave: (other = page) => {
      listener = other;
    },
    setReady: (ready) => {
      isReady = ready;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
