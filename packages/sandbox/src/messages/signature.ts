/** Signature of the sandbox's messages: HMAC-SHA256 over time and body, as card providers do it. */
import { createHmac, timingSafeEqual } from "node:crypto";

/** The signature header: `t=<seconds since 1970>,v1=<hex>`, with several `v1` while a secret is replaced. */
export const signatureHeader = "sandbox-signature";

/** Maximum difference between a message's time and ours. */
const toleranceMs = 300_000;

/** The header value for this body, sent at `now`. */
export function signMessage(secret: string, body: string, now: number): string {
  const time = String(Math.floor(now / 1_000));
  return `t=${time},v1=${macOf(secret, time, Buffer.from(body)).toString("hex")}`;
}

/** The fault of a signature. `clock`: one of the secrets signed these bytes, at a time that is `ageMs` before ours, or after it if negative. */
export type SignatureFault = { reason: "no_signature" | "wrong_signature" } | { reason: "clock"; ageMs: number };

/** The fault of a message's signature; undefined if one of the secrets signed exactly these bytes within the tolerance. */
export function findSignatureFault(
  secrets: readonly string[],
  header: unknown,
  body: Uint8Array,
  now: number,
): SignatureFault | undefined {
  if (typeof header !== "string") return { reason: "no_signature" };
  const parts = header.split(",").map((part) => part.trim().split("="));
  const time = parts.find(([name]) => name === "t")?.[1] ?? "";
  const given = parts.flatMap(([name, value]) => (name === "v1" && value ? [Buffer.from(value, "hex")] : []));
  if (!/^\d{1,12}$/.test(time) || given.length === 0) return { reason: "no_signature" };
  const isSigned = secrets.some((secret) => {
    const expected = macOf(secret, time, body);
    return given.some((mac) => mac.length === expected.length && timingSafeEqual(mac, expected));
  });
  if (!isSigned) return { reason: "wrong_signature" };
  const ageMs = now - Number(time) * 1_000;
  return Math.abs(ageMs) > toleranceMs ? { reason: "clock", ageMs } : undefined;
}

function macOf(secret: string, time: string, body: Uint8Array): Buffer {
  return createHmac("sha256", secret).update(`${time}.`).update(body).digest();
}
