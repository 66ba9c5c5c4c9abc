/** Webhook of the sandbox: authenticates and reads its messages. */
import { z } from "zod";
import type { Provider } from "../../port.ts";
import { messageSchema } from "./schemas.ts";
import { isSigned, signatureHeader } from "./signature.ts";

const identified = z.object({ id: z.string().min(1) });

/** Accepts messages signed with one of these secrets. */
export function sandboxWebhook(secrets: readonly string[]): Provider["webhook"] {
  return {
    authenticate: (headers, body, now) => {
      if (!isSigned(secrets, headers[signatureHeader], body, now)) return undefined;
      const parsed = identified.safeParse(parseJson(Buffer.from(body).toString("utf8")));
      return { eventId: parsed.data?.id ?? null };
    },
    read: (payload) => {
      const { metadata, payment } = messageSchema.parse(JSON.parse(payload));
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
