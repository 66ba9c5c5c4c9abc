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

/** Whether one of the secrets signed exactly these bytes within the tolerance. */
export function isSigned(secrets: readonly string[], header: unknown, body: Uint8Array, now: number): boolean {
  if (typeof header !== "string") return false;
  const parts = header.split(",").map((part) => part.trim().split("="));
  const time = parts.find(([name]) => name === "t")?.[1] ?? "";
  if (!/^\d{1,12}$/.test(time) || Math.abs(now - Number(time) * 1_000) > toleranceMs) return false;
  const given = parts.flatMap(([name, value]) => (name === "v1" && value ? [Buffer.from(value, "hex")] : []));
  return secrets.some((secret) => {
    const expected = macOf(secret, time, body);
    return given.some((mac) => mac.length === expected.length && timingSafeEqual(mac, expected));
  });
}

function macOf(secret: string, time: string, body: Uint8Array): Buffer {
  return createHmac("sha256", secret).update(`${time}.`).update(body).digest();
}
