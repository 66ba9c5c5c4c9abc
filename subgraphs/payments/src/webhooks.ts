/** The door for providers: the router passes their messages through, byte for byte. */
import { sendRefusal } from "@hansa/kit/http-door";
import type { SubgraphParts } from "@hansa/kit/subgraph";
import { withTrace } from "@hansa/kit/trace";
import { z } from "zod";
import type { Context, Deps } from "./context.ts";
import { applyMessage, keepMessage } from "./service/inbox.ts";

type Outside = NonNullable<SubgraphParts<Record<string, never>, Context>["outside"]>;

const address = z.object({ provider: z.string() });

/** Answers as soon as a message is safe, and applies it then: a provider that has to wait sends it again. */
export function webhookRoutes(deps: Deps): Outside {
  return {
    paths: ["/webhooks/"],
    addRoutes: (app) => {
      app.post("/webhooks/:provider", (request, reply) =>
        withTrace({ requestId: deps.world.newId("req"), door: "internal" }, async () => {
          const { provider } = address.parse(request.params);
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          const kept = await keepMessage(deps, provider, request.headers, body);
          if (!kept) return sendRefusal(reply, 400, "BAD_REQUEST", "This message is not signed as it must be.");
          reply.status(200).send({ received: true });
          if (kept.message) await applyMessage(deps, kept.message);
          return reply;
        }),
      );
    },
  };
}
