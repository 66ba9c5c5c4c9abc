/** Sandbox provider: adapts the API of the sandbox to the provider port, and authenticates and reads its messages. */
import type { PayableSteps } from "@hansa/commerce/payable-steps";
import { maxSlowMs } from "@hansa/sandbox/faults/faulty-api";
import { findSignatureFault, signatureHeader } from "@hansa/sandbox/messages/signature";
import { messageSchema, type SandboxApi } from "@hansa/sandbox/protocol";
import { z } from "zod";
import type { Provider } from "../port.ts";

export type { Bank, BankVisit } from "@hansa/sandbox/protocol";

/** The sandbox may run in another process. */
const transportMs = 5_000;

const identified = z.object({ id: z.string().min(1) });

/** Messages that are signed with one of the secrets are accepted. */
type SandboxSettings = { secrets: readonly string[]; payableSteps: PayableSteps };

/** The sandbox behind `api`, in this process or over HTTP. */
export function sandboxProvider(api: SandboxApi, { secrets, payableSteps }: SandboxSettings): Provider {
  return {
    ...api,
    name: "sandbox",
    methods: [{ code: "card", label: "Card", savable: true, script: null }],
    payableSteps,
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
