/**
 * Visitors of the storefront: a request for a page carries the address of its visitor, signed for a minute. The storefront returns it with its
 * queries for the page, and these are counted as the visitor's. It is no identity, and vouches for nothing but the address.
 */
import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { KeyRing } from "@hansa/kit/identity";
import type { Runtime } from "@hansa/kit/runtime";

/** The header, between router and storefront only. */
export const visitorHeader = "hansa-visitor";

export type Visitors = {
  /** The value of the header for a visitor with this address, from now on. */
  sign(address: string): string;
  /** The address of the visitor for whom a request is sent; undefined without a valid header. It stays the same for a request. */
  addressOf(request: IncomingMessage): string | undefined;
};

const lifeMs = 60_000;
/** The most by which the clocks of two routers may differ. */
const skewMs = 5_000;
/** The bytes of the signature, 128 bits; the time and the address follow. */
const signatureBytes = 16;
const headerForm = /^[\w-]{30,120}$/;
const contentForm = /^([\da-z]{1,8}) ([\da-f.:]+)$/;

/** Opens the signing with the viewer keys of the routers, which no other process has. Without a ring the key is this process's own. */
export function openVisitors(ring: KeyRing | undefined, runtime: Pick<Runtime, "now" | "randomBytes">): Visitors {
  const own = ring ? [] : [createSecretKey(runtime.randomBytes(32))];
  const derived = new WeakMap<KeyObject, KeyObject>();
  const read = new WeakMap<IncomingMessage, string | undefined>();

  function keysNow(): readonly KeyObject[] {
    if (!ring) return own;
    return ring.current.signingKeys.map(({ key }) => {
      const known = derived.get(key) ?? deriveKey(key);
      derived.set(key, known);
      return known;
    });
  }

  function verify(header: string): string | undefined {
    if (!headerForm.test(header)) return undefined;
    const bytes = Buffer.from(header, "base64url");
    const [signature, content] = [bytes.subarray(0, signatureBytes), bytes.subarray(signatureBytes)];
    if (!keysNow().some((key) => timingSafeEqual(signatureOf(key, content), signature))) return undefined;
    const [, seconds = "", address] = contentForm.exec(content.toString("latin1")) ?? [];
    const ageMs = runtime.now() - Number.parseInt(seconds, 36) * 1_000;
    return ageMs <= lifeMs && ageMs >= -skewMs ? address : undefined;
  }

  return {
    sign: (address) => {
      const [key] = keysNow();
      if (!key) throw new Error("visitors: there is no key to sign with");
      const content = Buffer.from(`${Math.floor(runtime.now() / 1_000).toString(36)} ${address}`, "latin1");
      return Buffer.concat([signatureOf(key, content), content]).toString("base64url");
    },
    addressOf: (request) => {
      const header = request.headers[visitorHeader];
      if (typeof header !== "string") return undefined;
      if (!read.has(request)) read.set(request, verify(header));
      return read.get(request);
    },
  };
}

/** A key for this purpose alone, so that none of its signatures is one of a viewer. */
function deriveKey(key: KeyObject): KeyObject {
  const bytes = key.export({ format: "der", type: "pkcs8" });
  return createSecretKey(new Uint8Array(hkdfSync("sha256", bytes, "", "hansa visitor", 32)));
}

function signatureOf(key: KeyObject, content: Uint8Array): Buffer {
  return createHmac("sha256", key).update(content).digest().subarray(0, signatureBytes);
}
