/** Other hosts with pictures of an import: https to public addresses only, also behind redirects, with limits of bytes and time. */
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { pipeline } from "node:stream/promises";
import { isPublicAddress } from "@hansa/kit/identity";
import { callOutside } from "@hansa/kit/rpc";
import type { Metrics, Runtime } from "@hansa/kit/runtime";

const timeoutMs = 30_000;
const maxRedirects = 3;
/** Responses after which a later attempt may succeed. */
const transient: ReadonlySet<number> = new Set([408, 425, 429]);

/** The picture was written to the file, or its host refuses it for good. */
type Fetched = { kind: "fetched" } | { kind: "refused"; code: FetchRefusal; message: string };
type FetchRefusal = "IMAGE_ADDRESS" | "IMAGE_NOT_FOUND" | "IMAGE_TOO_LARGE";

export type PictureOrigin = {
  /** Writes the picture at this URL to `file`, at most `maxBytes` of it. Throws if a later attempt may succeed. */
  fetch(url: string, file: string, maxBytes: number): Promise<Fetched>;
};

/** The connections of the machine. Tests bring others. */
export type Connections = {
  /** All addresses of a host name. */
  resolve(hostname: string): Promise<LookupAddress[]>;
  /** The address to connect to in place of a checked one. */
  dial?: (checked: LookupAddress) => LookupAddress;
  /** The port and the certificates of https. */
  options?: { port: number; ca: string };
};

const ofMachine: Connections = { resolve: (hostname) => lookup(hostname, { all: true }) };

/** Opens the hosts of pictures. */
export function openPictureOrigin(
  deps: { runtime: Runtime; metrics: Pick<Metrics, "countCall"> },
  connections: Connections = ofMachine,
): PictureOrigin {
  return {
    fetch: (url, file, maxBytes) =>
      callOutside(deps, "picture-origin.fetch", () =>
        fetchPicture({ url, file, maxBytes }, connections, deps.runtime.deadline(timeoutMs)),
      ),
  };
}

type Wanted = { url: string; file: string; maxBytes: number };

async function fetchPicture(wanted: Wanted, connections: Connections, signal: AbortSignal): Promise<Fetched> {
  let { url } = wanted;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    if (!isPublicAddress(url))
      return refused("IMAGE_ADDRESS", "leads to an address that is not a public https address");
    const response = await get(url, connections, signal);
    if (response === "private") return refused("IMAGE_ADDRESS", "leads to a host inside of a private network");
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return save(response, wanted, signal);
    response.destroy();
    const next = statusCode >= 300 && statusCode < 400 ? headers.location : undefined;
    if (next === undefined || !URL.canParse(next, url)) return refuseStatus(statusCode);
    url = new URL(next, url).href;
  }
  return refused("IMAGE_NOT_FOUND", `is redirected more than ${maxRedirects} times`);
}

class PrivateAddressError extends Error {}

/** Sends the request. The connection goes to an address that was checked: a name that resolves differently a moment later changes nothing. */
function get(url: string, connections: Connections, signal: AbortSignal): Promise<IncomingMessage | "private"> {
  const { options = {} } = connections;
  return new Promise((settle, fail) => {
    const headers = {
      accept: "image/avif,image/webp,image/*;q=0.8",
      "accept-encoding": "identity",
      "user-agent": "Hansa (import of pictures)",
    };
    const sent = request(
      url,
      { ...options, headers, signal, agent: false, lookup: checkedLookup(connections) },
      settle,
    );
    sent.on("error", (error) => (error instanceof PrivateAddressError ? settle("private") : fail(error)));
    sent.end();
  });
}

/** Looks a name up and refuses it if one of its addresses is not public. */
function checkedLookup({ resolve, dial = (checked) => checked }: Connections): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first) return done(new Error("pictures: the host has no address"), "", 0);
        if (!addresses.every(({ address }) => isPublicHost(address)))
          return done(new PrivateAddressError("pictures: a private address"), "", 0);
        if (options.all) return done(null, addresses.map(dial));
        const { address, family } = dial(first);
        return done(null, address, family);
      },
      (error: NodeJS.ErrnoException) => done(error, "", 0),
    );
  };
}

function isPublicHost(address: string): boolean {
  return isPublicAddress(`https://${isIP(address) === 6 ? `[${address}]` : address}/`);
}

async function save(response: IncomingMessage, wanted: Wanted, signal: AbortSignal): Promise<Fetched> {
  const { file, maxBytes } = wanted;
  const tooLarge = refused("IMAGE_TOO_LARGE", `has more than ${maxBytes} bytes`);
  if (Number(response.headers["content-length"] ?? 0) > maxBytes) {
    response.destroy();
    return tooLarge;
  }
  let seen = 0;
  const counted = async function* () {
    for await (const chunk of response) {
      seen += chunk.length;
      if (seen > maxBytes) throw new TooLargeError();
      yield chunk;
    }
  };
  try {
    await pipeline(counted, createWriteStream(file, { flags: "w", flush: true }), { signal });
  } catch (error) {
    response.destroy();
    if (error instanceof TooLargeError) return tooLarge;
    throw error;
  }
  return { kind: "fetched" };
}

class TooLargeError extends Error {}

function refuseStatus(status: number): Fetched {
  if (status >= 500 || transient.has(status)) throw new Error(`pictures: the host answered with the status ${status}`);
  return refused("IMAGE_NOT_FOUND", `was answered with the status ${status}`);
}

function refused(code: FetchRefusal, message: string): Fetched {
  return { kind: "refused", code, message };
}
