/** The sandbox's messages as the shop takes them: whether they are truly its own, and what they say. */
import { z } from "zod";
import type { Provider } from "../port.ts";
import { message } from "./shapes.ts";
import { isSigned, signatureHeader } from "./signature.ts";

const identified = z.object({ id: z.string().min(1) });

/** Takes messages that one of these secrets signed. */
export function sandboxWebhook(secrets: readonly string[]): Provider["webhook"] {
  return {
    authenticate: (headers, body, now) => {
      if (!isSigned(secrets, headers[signatureHeader], body, now)) return undefined;
      const parsed = identified.safeParse(parseJson(Buffer.from(body).toString("utf8")));
      return { eventId: parsed.data?.id ?? null };
    },
    read: (payload) => {
      const { metadata, payment } = message.parse(JSON.parse(payload));
      return metadata.paymentId === undefined ? null : { paymentId: metadata.paymentId, ref: payment.ref, payment };
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
