/** HTTP routes of receipts: printable pages behind signed links, forwarded by the router, which sets their security headers. */
import type { OutsideRoutes } from "@hansa/kit/server";
import { z } from "zod";
import type { Deps } from "../context.ts";
import { renderCreditNote } from "../service/invoicing/credit-note-page.ts";
import { renderReceipt } from "../service/invoicing/receipt-page.ts";
import { readCreditNote, readReceipt } from "../service/views/receipts.ts";

const link = z.object({ orderId: z.string(), signature: z.string() });
const creditNoteLink = link.extend({ number: z.string() });

/** Serves `/receipts/<order>/<signature>`, and credit notes at `/<number>` below it. An invalid link gets the response of a missing page. */
export function receiptRoutes(deps: Deps): OutsideRoutes {
  const { templates } = deps;
  const headers = { "cache-control": "private, no-store" };
  return {
    paths: ["/receipts/"],
    addRoutes: (app) => {
      app.get("/receipts/:orderId/:signature", async (request, reply) => {
        const { orderId, signature } = link.parse(request.params);
        const page = await readReceipt(deps, orderId, signature);
        if (!page) return reply.callNotFound();
        return reply.type("text/html; charset=utf-8").headers(headers).send(renderReceipt(templates, page));
      });
      app.get("/receipts/:orderId/:signature/:number", async (request, reply) => {
        const { orderId, signature, number } = creditNoteLink.parse(request.params);
        const page = await readCreditNote(deps, orderId, signature, number);
        if (!page) return reply.callNotFound();
        return reply.type("text/html; charset=utf-8").headers(headers).send(renderCreditNote(templates, page));
      });
    },
  };
}
