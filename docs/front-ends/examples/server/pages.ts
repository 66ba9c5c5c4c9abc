/** Pages of the storefront: products, and the checkout of the buyer. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { CartCreateDocument, CatalogueDocument, CheckoutDocument, CheckoutStartDocument } from "../operations.ts";
import { type Buyer, buyerOf, type Settings } from "./buyer.ts";

const currency = "EUR";
const maxFormBytes = 10_000;

/** Answers a request of a browser. Rejects if the shop does not answer. */
export async function answer(settings: Settings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const buyer = buyerOf(settings, request);
  const route = `${request.method} ${request.url}`;
  if (route === "GET /") return sendPage(response, 200, await productsPage(buyer));
  if (route === "GET /checkout") return sendPage(response, 200, await checkoutPage(buyer));
  if (route === "POST /checkout") return startCheckout(buyer, await readForm(request), response);
  return sendPage(response, 404, "<p>There is no such page.</p>");
}

async function productsPage({ send }: Buyer): Promise<string> {
  const { search } = await send(CatalogueDocument, { search: "mug", currency });
  if (!search) return "<p>The catalogue is not available right now.</p>";
  const entries = search.nodes.map(({ title, variants }) => {
    const [variant] = variants.nodes;
    const button = variant
      ? `<form method="post" action="/checkout"><input type="hidden" name="variant" value="${escapeHtml(variant.id)}">
        <input name="email" type="email" required><button>Buy</button></form>`
      : "";
    return `<li>${escapeHtml(title)} ${button}</li>`;
  });
  return `<ul>${entries.join("")}</ul>`;
}

/** Reserves one unit and keeps the checkout's id in a cookie that no script can read. */
async function startCheckout({ send }: Buyer, form: URLSearchParams, response: ServerResponse): Promise<void> {
  const lines = [{ variantId: form.get("variant") ?? "", quantity: 1 }];
  const { cartCreate } = await send(CartCreateDocument, { input: { currency, lines } });
  if (cartCreate.__typename !== "CartSaved") return sendPage(response, 409, refusalPage(cartCreate));
  const input = { cartId: cartCreate.cart.id, email: form.get("email"), idempotencyKey: randomUUID() };
  const { checkoutStart } = await send(CheckoutStartDocument, { input });
  if (checkoutStart.__typename !== "CheckoutStarted") return sendPage(response, 409, refusalPage(checkoutStart));
  const cookie = `checkout=${checkoutStart.checkout.id}; HttpOnly; SameSite=Lax; Path=/`;
  response.writeHead(303, { location: "/checkout", "set-cookie": cookie }).end();
}

/** The checkout with the e-mail address, which the shop shows to a guest with the id in `hansa-guest` only. */
async function checkoutPage({ send, checkoutId }: Buyer): Promise<string> {
  if (checkoutId === undefined) return "<p>There is no checkout.</p>";
  const { checkout } = await send(CheckoutDocument, { id: checkoutId });
  if (!checkout) return "<p>This checkout has ended.</p>";
  const { minor, currency: paidIn } = checkout.totals.total;
  const total = new Intl.NumberFormat("en", { style: "currency", currency: paidIn }).format(minor / 100);
  return `<p>${escapeHtml(total)}, reserved for ${escapeHtml(checkout.email ?? "an unknown buyer")}.</p>`;
}

function refusalPage({ message }: { message?: string }): string {
  return `<p>${escapeHtml(message ?? "This is not possible at the moment.")}</p>`;
}

function sendPage(response: ServerResponse, status: number, content: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  response.end(`<!doctype html><title>Storefront</title>${content}`);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > maxFormBytes) throw new Error("the form is too large");
  }
  return new URLSearchParams(text);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
