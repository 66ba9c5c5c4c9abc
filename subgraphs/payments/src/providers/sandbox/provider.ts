/** Sandbox provider: adapts the API of the sandbox to the provider port, and authenticates and reads its messages. */
import { maxSlowMs } from "@hansa/sandbox/faults/faulty-api";
import { findSignatureFault, signatureHeader } from "@hansa/sandbox/messages/signature";
import { messageSchema, type SandboxApi } from "@hansa/sandbox/protocol";
import { z } from "zod";
import type { Provider } from "../port.ts";

export type { Bank, BankVisit } from "@hansa/sandbox/protocol";

/** The sandbox may run in another process. */
const transportMs = 5_000;

const identified = z.object({ id: z.string().min(1) });

/** The sandbox behind `api`, in this process or over HTTP. Messages signed with one of these secrets are accepted. */
export function sandboxProvider(api: SandboxApi, secrets: readonly string[]): Provider {
  return {
    ...api,
    name: "sandbox",
    methods: [{ code: "card", label: "Card", savable: true, script: null }],
    capturesInParts: true,
    lateMs: maxSlowMs + transportMs,
    webhook: {
      authenticate: (headers, body, now) => {
        const refusal = findSignatureFault(secrets, headers[signatureHeader], body, now);
        if (refusal) return { refusal };
        const parsed = identified.safeParse(parseJson(Buffer.from(body).toString("utf8")));
        return { eventId: parsed.data?.id ?? null };
      },
      read: (payload) => {
        const { metadata, payment } = messageSchema.parse(JSON.parse(payload));
        return metadata.paymentId === undefined ? null : { paymentId: metadata.paymentId, ref: payment.ref, payment };
      },
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
