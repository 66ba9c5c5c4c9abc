/** The door for receipts: pages to print, passed through by the router, for whoever has the link. */
import type { OpenPath } from "@hansa/kit/http-door";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Deps } from "./context.ts";
import { receiptPolicy, writeReceipt } from "./service/letters/receipt-page.ts";
import { readReceipt } from "./service/letters/receipts.ts";

const link = z.object({ orderId: z.string(), signature: z.string() });

/** Serves `/receipts/<order>/<signature>`. A link that is not right is answered as if there were nothing. */
export function receiptRoutes(deps: Deps): { paths: readonly OpenPath[]; addRoutes(app: FastifyInstance): void } {
  return {
    paths: ["/receipts/"],
    addRoutes: (app) => {
      app.get("/receipts/:orderId/:signature", async (request, reply) => {
        const { orderId, signature } = link.parse(request.params);
        const page = await readReceipt(deps, orderId, signature);
        if (!page) return reply.callNotFound();
        return reply
          .type("text/html; charset=utf-8")
          .headers({
            "content-security-policy": receiptPolicy,
            "cache-control": "private, no-store",
            "x-content-type-options": "nosniff",
          })
          .send(writeReceipt(page));
      });
    },
  };
}
