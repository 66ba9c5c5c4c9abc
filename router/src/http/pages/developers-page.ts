/** The index: the addresses of the shop as JSON, and as a page for a person who opens the shop's address in a browser. */
import { requestsPage } from "@hansa/kit/http";
import type { FastifyInstance } from "fastify";
import { addVary, type Compress, sendText } from "../compression.ts";
import { escapeHtml, htmlPage } from "./html.ts";
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
<dt>Documentation</dt><dd><code>docs/front-ends/frontend.md</code> in the source of Hansa</dd>
</dl>`;

/** The addresses of development, and the accounts with which a visitor can sign in. */
function developmentParts({ accounts }: SeedNotes): string {
  return `<dl>
<dt>Playground</dt><dd><a href="/playground">/playground</a>: ready operations, with their query plans</dd>
<dt>GraphQL</dt><dd><code>/graphql</code></dd>
<dt>Schema</dt><dd><a href="/schema.graphql">/schema.graphql</a></dd>
<dt>Documentation</dt><dd><code>README.md</code>, <code>docs/front-ends/frontend.md</code> for front ends,
<code>docs/owners/open-a-shop.md</code> for owners</dd>
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

function pageOf(parts: string): string {
  return htmlPage(
    "Hansa",
    `<p>The graph of a shop answers at this address. A storefront takes the place of this page.</p>
${parts}`,
  );
}
