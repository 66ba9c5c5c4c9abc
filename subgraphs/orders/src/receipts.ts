/** The door for receipts: pages to print, passed through by the router, for whoever has the link. */
import type { OpenPath } from "@hansa/kit/http-door";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Deps } from "./context.ts";
import { documentStyle } from "./providers/template-data.ts";
import { writeCreditNote } from "./service/letters/credit-note-page.ts";
import { documentPolicy } from "./service/letters/document-parts.ts";
import { writeReceipt } from "./service/letters/receipt-page.ts";
import { readCreditNote, readReceipt } from "./service/letters/receipts.ts";

const link = z.object({ orderId: z.string(), signature: z.string() });
const creditNoteLink = link.extend({ number: z.string() });

/** Serves `/receipts/<order>/<signature>`, and credit notes under their numbers beneath it. A link that is not right is answered as if there were nothing. */
export function receiptRoutes(deps: Deps): { paths: readonly OpenPath[]; addRoutes(app: FastifyInstance): void } {
  const { templates } = deps;
  const headers = {
    "content-security-policy": documentPolicy(documentStyle(templates)),
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
  };
  return {
    paths: ["/receipts/"],
    addRoutes: (app) => {
      app.get("/receipts/:orderId/:signature", async (request, reply) => {
        const { orderId, signature } = link.parse(request.params);
        const page = await readReceipt(deps, orderId, signature);
        if (!page) return reply.callNotFound();
        return reply.type("text/html; charset=utf-8").headers(headers).send(writeReceipt(templates, page));
      });
      app.get("/receipts/:orderId/:signature/:number", async (request, reply) => {
        const { orderId, signature, number } = creditNoteLink.parse(request.params);
        const page = await readCreditNote(deps, orderId, signature, number);
        if (!page) return reply.callNotFound();
        return reply.type("text/html; charset=utf-8").headers(headers).send(writeCreditNote(templates, page));
      });
    },
  };
}
