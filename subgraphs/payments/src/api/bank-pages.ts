/** HTTP routes of the sandbox's bank: the page to which a payment with `tok_redirect` leads, and the buyer's decision there. The router forwards them. */
import { toDecimal } from "@hansa/commerce/money";
import type { OutsideRoutes } from "@hansa/kit/server";
import { z } from "zod";
import type { Bank, BankVisit } from "../providers/sandbox/provider.ts";

const visit = z.object({ ref: z.string().regex(/^\w+$/) });
const decision = visit.extend({ decision: z.enum(["confirm", "refuse"]) });

/** Serves `/sandbox/<ref>`, and takes the decisions below it; the buyer then returns to the checkout. None without a sandbox. */
export function bankRoutes(bank: Bank | null): OutsideRoutes {
  const headers = { "cache-control": "no-store" };
  return {
    paths: ["/sandbox/"],
    addRoutes: (app) => {
      if (bank === null) return;
      app.get("/sandbox/:ref", async (request, reply) => {
        const { ref } = visit.parse(request.params);
        const found = await bank.find(ref);
        if (!found) return reply.callNotFound();
        return reply.type("text/html; charset=utf-8").headers(headers).send(bankPage(ref, found));
      });
      app.post("/sandbox/:ref/:decision", async (request, reply) => {
        const { ref, decision: decided } = decision.parse(request.params);
        const found = await bank.decide(ref, decided === "confirm");
        if (!found) return reply.callNotFound();
        if (found.returnUrl !== null)
          return reply
            .status(303)
            .headers({ ...headers, location: found.returnUrl })
            .send();
        return reply.type("text/html; charset=utf-8").headers(headers).send(bankPage(ref, found));
      });
    },
  };
}

function bankPage(ref: string, { amountMinor, currency, returnUrl, isWaiting }: BankVisit): string {
  const amount = `${currency} ${toDecimal({ minor: amountMinor, currency })}`;
  const waiting = `<h1>The bank of the sandbox</h1><p>A shop asks for ${amount}. No money moves.</p>
<form method="post" action="/sandbox/${ref}/confirm"><button>Confirm the payment</button></form>
<form method="post" action="/sandbox/${ref}/refuse"><button>Refuse it</button></form>`;
  const back =
    returnUrl === null ? "You can close this page." : `<a href="${escapeHtml(returnUrl)}">Back to the shop</a>`;
  const over = `<h1>The bank of the sandbox</h1><p>This payment waits for nothing here. ${back}</p>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>The bank of the sandbox</title>
<style>body{font:1rem/1.6 system-ui,sans-serif;margin:3rem auto;max-width:30rem;padding:0 1rem;color-scheme:light dark}button{font:inherit;padding:.75rem 1.5rem;margin:.25rem 0}</style>
</head><body><main>${isWaiting ? waiting : over}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
