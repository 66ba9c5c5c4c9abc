/** Webhook routes: the router passes the messages of providers through, byte for byte. */

import { type OutsideRoutes, sendRefusal } from "@hansa/kit/server";
import { beginTrace, inRecording } from "@hansa/kit/tracing";
import { z } from "zod";
import type { Deps } from "../context.ts";
import { applyMessage, storeMessage } from "../service/provider-calls/webhooks.ts";

const address = z.object({ provider: z.string() });

/** Answers as soon as a message is stored, then applies it: a provider that has to wait sends the message again. */
export function webhookRoutes(deps: Deps): OutsideRoutes {
  return {
    paths: ["/webhooks/"],
    addRoutes: (app) => {
      app.post("/webhooks/:provider", (request, reply) => {
        const trace = { requestId: deps.runtime.newId("req"), entry: "internal" } as const;
        return inRecording(trace, beginTrace(undefined), { kind: "server", name: "webhook" }, async () => {
          const { provider } = address.parse(request.params);
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          const stored = await storeMessage(deps, provider, request.headers, body);
          if (!stored) return sendRefusal(reply, 400, "BAD_REQUEST", "This message is not signed as it must be.");
          reply.status(200).send({ received: true });
          if (stored.message) await applyMessage(deps, stored.message);
          return reply;
        });
      });
    },
  };
}
