/** Odd requests over raw sockets: request lines, headers, paths and bodies that no client would send, each drawn from a seed and its number. */
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type Chance, chanceOf } from "./seeded-random.ts";

const methods = { GET: 8, HEAD: 1, POST: 1 };
const oddMethods = { OPTIONS: 3, PUT: 2, DELETE: 2, TRACE: 2, CONNECT: 2, QUERY: 2, get: 1, "G\u0001T": 1, GET: 4 };
const oddVersions = ["HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/1.", "HTTP/1.1 x", ""];
const forms = { star: 8, absolute: 8, authority: 2, empty: 2, fragment: 4 };
const paths = [
  ...["/", "/search", "/products/tidemark-mug", "/collections/kitchen", "/de/search", "/cart", "/checkout", "/account"],
  ...["/orders/H-100000", "/pages/privacy", "/robots.txt", "/sitemap.xml", "/sitemaps/1.xml", "/favicon.ico"],
  ...["/media/a.png", "/receipts/ord_1", "/exports/abc", "/webhooks/stripe", "/webhooks/sandbox", "/sandbox/pay_1"],
  ...["/.well-known/jwks.json", "/graphql", "/session", "/session/refresh", "/uploads/x", "/ready", "/metrics"],
];
const pieces = [
  ...["%zz", "%00", "%2f", "%5c", "/..", "/.", "//", "\\", "\u00e9", "\u0001", "\u007f", "\u00ff", "%e2%80%8b", "%ff"],
  ...["*", ";", "@evil.example", ":80", "{", "<script>", " ", "\t", '"', "|", "^", "%", "a".repeat(300), "__proto__"],
];
const queries = [
  ...["?", "?q=a", "?q=%00", "?q=%zz", "?after=xyz", "?page=-1", "?=&&=", "?__proto__=1", "?f.a=b&f.a=c", "?min=1e9"],
  ...["?q=%F0%9F%98%80", "?next=//evil.example", "?q=\u00e9", "?#", "?query={viewer}", `?${"a&".repeat(3_000)}`],
];
const names = [
  ...["accept", "accept-language", "accept-encoding", "cookie", "origin", "referer", "range", "if-none-match"],
  ...["if-modified-since", "content-type", "content-length", "transfer-encoding", "expect", "upgrade", "connection"],
  ...["te", "trailer", "x-forwarded-for", "x-request-id", "hansa-guest", "authorization", "sec-fetch-site"],
  ...["stripe-signature", "apollo-require-preflight", "x y", "\u00e9", ":", "", "\u0000a", "__proto__", "constructor"],
];
const values = [
  ...["", "*/*", "text/html", "application/json", "*", "bytes=9-1", "gzip", "-1", "0", "9".repeat(20), "null", ";;;"],
  ...[
    "chunked",
    "chunked, chunked",
    "100-continue",
    "websocket",
    "close",
    "keep-alive",
    "upgrade",
    "\u0001",
    "\u00ff\u00fe",
  ],
  ...[
    "\u00e9",
    "a\r\n b",
    "x".repeat(9_000),
    "x".repeat(40_000),
    "Thu, 99 Foo",
    "1.2.3.4, x",
    "Bearer x",
    "same-origin",
  ],
];
const oddHosts = ["evil.example", "", "a b", "user@host", "[::1]:x", "\u00e9", "127.0.0.1\r\nhost: evil.example"];
const bodies = [
  "{}",
  "[]",
  "null",
  "{",
  '{"query":"{ viewer }"}',
  "\u0000",
  "5\r\nhello\r\n0\r\n\r\n",
  "zz\r\n",
  "f".repeat(16),
];

/** The parts of a request. One or two of each are odd: a server refuses most requests at their first odd part. */
const parts = { target: 5, path: 6, query: 4, header: 6, body: 3, line: 1, host: 1, cut: 1 };

/** The bytes of a request. */
function oddRequest(chance: Chance): Buffer {
  const odd = new Set([chance.weighted(parts), ...(chance.happens(0.3) ? [chance.weighted(parts)] : [])]);
  const method = odd.has("line") ? chance.weighted(oddMethods) : odd.has("body") ? "POST" : chance.weighted(methods);
  const version = odd.has("line") ? chance.oneOf(oddVersions) : "HTTP/1.1";
  const lines = [`${method} ${targetOf(chance, odd)} ${version}`];
  lines.push(`host: ${odd.has("host") ? chance.oneOf(oddHosts) : "127.0.0.1"}`);
  if (chance.happens(0.6)) lines.push("accept: text/html");
  if (odd.has("header"))
    for (let count = chance.whole(1, 3); count > 0; count -= 1)
      lines.push(`${chance.oneOf(names)}${chance.happens(0.95) ? ": " : ""}${chance.oneOf(values)}`);
  const body = odd.has("body") ? chance.oneOf(bodies) : "";
  if (odd.has("body") && chance.happens(0.8))
    lines.push("content-type: application/json", `content-length: ${body.length + (chance.happens(0.9) ? 0 : 1)}`);
  else if (odd.has("body")) lines.push("transfer-encoding: chunked");
  if (chance.happens(0.5)) lines.push("connection: close");
  const end = odd.has("line") && chance.happens(0.5) ? "\n" : "\r\n";
  const text = `${lines.join(end)}${end}${end}${body}`;
  const length = odd.has("cut") ? chance.whole(0, text.length) : text.length;
  return Buffer.from(text.slice(0, length), chance.happens(0.9) ? "latin1" : "utf8");
}

function targetOf(chance: Chance, odd: ReadonlySet<keyof typeof parts>): string {
  let path = chance.oneOf(paths);
  if (odd.has("path")) for (let count = chance.whole(1, 2); count > 0; count -= 1) path += chance.oneOf(pieces);
  if (odd.has("path") && chance.happens(0.05)) path += "/long".repeat(chance.whole(1_000, 20_000));
  if (odd.has("query")) path += chance.oneOf(queries);
  if (!odd.has("target")) return path;
  const form = chance.weighted(forms);
  if (form === "absolute") return `${chance.oneOf(["http:", "https:", "", "ftp:"])}//evil.example${path}`;
  return { star: "*", authority: "evil.example:443", empty: "", fragment: `${path}#//evil.example` }[form];
}

/** A sender of odd bytes waits so long before it ends its side, as after a part of a request; and so long for the server's end. */
const quietMs = 250;
const silentMs = 30_000;

/** Sends the bytes: the status of the response, `closed` without one, or `silent` if the server never ended the connection. Some senders leave early. */
function sendOdd(origin: string, localAddress: string, bytes: Buffer, leaves: boolean): Promise<string> {
  const { hostname: host, port } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), localAddress });
    let head = "";
    let outcome = "closed";
    const endOwnSide = setTimeout(() => socket.end(), quietMs);
    const giveUp = setTimeout(() => {
      outcome = "silent";
      socket.destroy();
    }, silentMs);
    socket.on("data", (chunk) => {
      if (outcome !== "closed") return;
      head += chunk.toString("latin1");
      const [, status] = /^HTTP\/1\.[01] ([2-5]\d\d)/.exec(head.replace(/^HTTP\/1\.1 100.*?\r\n\r\n/s, "")) ?? [];
      if (status === undefined) return;
      outcome = status;
      if (leaves) socket.destroy();
      else socket.end();
    });
    socket.on("error", () => undefined);
    socket.once("close", () => {
      clearTimeout(endOwnSide);
      clearTimeout(giveUp);
      resolve(outcome);
    });
    socket.write(bytes);
  });
}

export type OddRun = {
  origin: string;
  seed: number;
  count: number;
  /** The address of the sender, and that of a victim, which asks for these paths all the while. */
  sender: string;
  victim: string;
  victimPaths: readonly string[];
  /** Whether a busy machine may make a page later than the router waits: a 503 is asked for again, and is a fault if it stays. */
  mayBeLate?: boolean;
};

/** As many requests are in progress as one network may have connections, less those that close. */
const atOnce = 16;

/** As long as a person tries to open a page. */
const mostRepetitions = 20;
const repeatMs = 1_000;

/** Sends the requests beside the victim. The faults: requests without an end, faults of ours, and answers to the victim that are not 200. */
export async function sendOddRequests({ origin, seed, count, sender, victim, victimPaths, mayBeLate = false }: OddRun) {
  const faults: string[] = [];
  const statuses: Record<string, number> = {};
  let next = 0;
  let sending = atOnce;
  const send = async () => {
    while (next < count) {
      const number = next;
      next += 1;
      const chance = chanceOf(seed, String(number));
      const bytes = oddRequest(chance);
      const outcome = await sendOdd(origin, sender, bytes, chance.happens(0.2));
      statuses[outcome] = (statuses[outcome] ?? 0) + 1;
      const isLate = mayBeLate && outcome === "503";
      if (outcome === "silent" || (outcome.startsWith("5") && !isLate))
        faults.push(`seed ${seed}, request ${number}: ${outcome} ${JSON.stringify(bytes.toString("latin1", 0, 300))}`);
    }
    sending -= 1;
  };
  const agent = new Agent({ keepAlive: true, localAddress: victim });
  let victims = 0;
  const visit = async () => {
    for (let turn = 0; sending > 0 || turn < victimPaths.length; turn += 1) {
      const path = victimPaths[turn % victimPaths.length] ?? "/";
      let status = await statusOf(agent, origin + path);
      for (let again = 0; mayBeLate && status === "503" && again < mostRepetitions; again += 1) {
        await pause(repeatMs);
        status = await statusOf(agent, origin + path);
      }
      victims += 1;
      if (status !== "200") faults.push(`seed ${seed}: the victim got ${status} for ${path} near request ${next}`);
    }
    agent.destroy();
  };
  await Promise.all([visit(), ...Array.from({ length: atOnce }, send)]);
  return { faults, statuses, victims };
}

function statusOf(agent: Agent, url: string): Promise<string> {
  return new Promise((resolve) => {
    const headers = { accept: "text/html, application/json", "apollo-require-preflight": "1" };
    const sent = request(url, { agent, headers, timeout: silentMs }, (response) => {
      response.resume().once("close", () => resolve(response.complete ? String(response.statusCode) : "a part"));
    });
    sent.once("timeout", () => sent.destroy(new Error("silent")));
    sent.once("error", (error) => resolve(error.message));
    sent.end();
  });
}
