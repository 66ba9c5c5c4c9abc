/** Heads of HTTP requests that every listener refuses before it reads anything else, and input that is no HTTP. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorCode } from "../runtime/errors.ts";

/** A refused head: the status of the response, what its error says, and the headers that the status calls for. */
export type HeadFault = {
  status: number;
  code: ErrorCode;
  message: string;
  headers: Readonly<Record<string, string>>;
};

/** Answers a request with a faulty head. */
export type RefuseHead = (request: IncomingMessage, response: ServerResponse, fault: HeadFault) => void;

const invalidHost: HeadFault = {
  status: 400,
  code: "BAD_REQUEST",
  message: "Send one Host header that names a host.",
  headers: {},
};
const invalidTarget: HeadFault = {
  status: 400,
  code: "BAD_REQUEST",
  message: "Send a path as the request target: it begins with a slash, in ASCII, without a fragment.",
  headers: {},
};
const repeatedHeader: HeadFault = {
  status: 400,
  code: "BAD_REQUEST",
  message: "Send content-type and authorization once at most.",
  headers: {},
};
const encodedBody: HeadFault = {
  status: 415,
  code: "UNSUPPORTED_MEDIA_TYPE",
  message: "Send the body without a content-encoding.",
  headers: { "accept-encoding": "identity" },
};
const unknownExpectation: HeadFault = {
  status: 417,
  code: "BAD_REQUEST",
  message: "The only expectation that is met is 100-continue.",
  headers: {},
};

/** The options of Node's server that leave the check of the Host header, which Node answers with an empty body, to `guardHeads`. */
export const headOptions = { requireHostHeader: false } as const;

/** Refuses faulty heads at this server before its present listeners see them. */
export function guardHeads(server: Server, refuse: RefuseHead): void {
  const others = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const fault = findHeadFault(request);
    if (fault) refuse(request, response, fault);
    else for (const each of others) each.call(server, request, response);
  });
  server.on("checkExpectation", (request, response) => refuse(request, response, unknownExpectation));
}

/** A name, an IPv4 address or an IPv6 address in brackets, and perhaps a port. */
const hostForm = /^(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** The origin form of RFC 9112, section 3.2.1, in visible ASCII. Routes and clients of other servers read `*`, whole URLs and `#` in different ways. */
const targetForm = /^\/[!"$-~]*$/;

function findHeadFault({ url = "", headers, rawHeaders, httpVersion }: IncomingMessage): HeadFault | undefined {
  if (!targetForm.test(url)) return invalidTarget;
  const { host, "content-encoding": encoding } = headers;
  const hasHost = host === undefined ? httpVersion === "1.0" : hostForm.test(host);
  if (!hasHost || isRepeated(rawHeaders, "host")) return invalidHost;
  // Node keeps the first one; a proxy before it may have decided by the last.
  if (isRepeated(rawHeaders, "content-type") || isRepeated(rawHeaders, "authorization")) return repeatedHeader;
  return encoding === undefined || encoding.toLowerCase() === "identity" ? undefined : encodedBody;
}

function isRepeated(rawHeaders: readonly string[], name: string): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at];
    if (header?.length === name.length && header.toLowerCase() === name) count += 1;
  }
  return count > 1;
}

/** Refuses a head with this JSON text, and closes the connection, on which a body may follow. */
export function closeWithRefusal(response: ServerResponse, { status, headers }: HeadFault, text: string): void {
  const content = { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) };
  response.writeHead(status, { ...headers, ...content, connection: "close" }).end(text);
}

/** Answers input that Node could not parse as HTTP, such as headers beyond 16 kB, with this JSON text. */
export function refuseMalformedHttp(error: NodeJS.ErrnoException, socket: Duplex, text: string): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
  const head = [
    `HTTP/1.1 ${status}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(text)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}
