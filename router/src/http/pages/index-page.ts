/** The index: the addresses of the shop as JSON, and as a page for a person who opens the shop's address in a browser. */
import type { FastifyInstance } from "fastify";
import { addVary, type Compress, sendText } from "../compression.ts";
import { requestsPage } from "../headers.ts";
import { type NotesSource, readNotes, type SeedNotes } from "./seed-notes.ts";

/** Opens `/`. The playground, the schema and the demo accounts are named in development only: `source` is undefined in production. */
export function openIndex(app: FastifyInstance, source: NotesSource | undefined, compress: Compress): void {
  const addresses = { name: "Hansa", graphql: "/graphql", ...(source && { playground: "/playground" }) };
  app.get("/", async (request, reply) => {
    addVary(reply, "accept");
    if (!requestsPage(request.headers)) return reply.send(addresses);
    const text = source ? pageOf(developmentParts(await readNotes(source))) : pageOf(graphPart);
    return sendText(compress, request, reply.header("cache-control", "no-store"), {
      type: "text/html; charset=utf-8",
      text,
    });
  });
}

const graphPart = `<dl>
<dt>GraphQL</dt><dd><code>/graphql</code></dd>
<dt>Documentation</dt><dd><code>docs/frontend.md</code> in the source of Hansa</dd>
</dl>`;

/** The addresses of development, and the accounts with which a visitor can sign in. */
function developmentParts({ accounts }: SeedNotes): string {
  return `<dl>
<dt>Playground</dt><dd><a href="/playground">/playground</a>: ready operations, with their query plans</dd>
<dt>GraphQL</dt><dd><code>/graphql</code></dd>
<dt>Schema</dt><dd><a href="/schema.graphql">/schema.graphql</a></dd>
<dt>Documentation</dt><dd><code>README.md</code>, <code>docs/frontend.md</code> for front ends,
<code>docs/open-a-shop.md</code> for owners</dd>
</dl>${accounts.length > 0 ? accountsPart(accounts) : ""}`;
}

function accountsPart(accounts: SeedNotes["accounts"]): string {
  const rows = accounts.map(({ role, email, password }) => {
    const cells = [role.toLowerCase().replaceAll("_", " "), email, password].map(escapeHtml);
    return `<tr><td>${cells.join("</td><td>")}</td></tr>`;
  });
  return `
<table>
<caption>Demo accounts; guests need none</caption>
<thead><tr><th scope="col">Role</th><th scope="col">E-mail</th><th scope="col">Password</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The colours of the receipts. */
const style = `
:root { color-scheme: light; font: 15px / 1.5 system-ui, sans-serif; color: #1c2530; background: #f2f4f6; }
body { box-sizing: border-box; margin: 2rem auto; max-width: 52rem; padding: 2.5rem; background: #fff; border-radius: 6px; }
h1 { margin: 0; font-size: 1.6rem; }
a { color: #9c2f2f; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; margin: 1.5rem 0; }
dt, thead th { color: #56616e; }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; }
caption { padding-bottom: 0.4rem; font-weight: 600; text-align: start; }
th, td { padding: 0.45rem 0.5rem 0.45rem 0; border-bottom: 1px solid #d9dfe5; overflow-wrap: anywhere; text-align: start; }
thead th { font-size: 0.8rem; }
@media (max-width: 40rem) { body { margin: 0; padding: 1rem; border-radius: 0; } dl { grid-template-columns: 1fr; } }`;

function pageOf(parts: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>Hansa</title>
<style>${style}
</style>
</head>
<body>
<header><h1>Hansa</h1></header>
<main>
<p>The graph of a shop answers at this address. A storefront takes the place of this page.</p>
${parts}
</main>
</body>
</html>
`;
}
