/** The page for developers of a front end: the addresses of the shop, and its demo accounts. */
import type { FastifyInstance } from "fastify";
import { type Compress, sendText } from "../compression.ts";
import { escapeHtml, htmlPage, htmlPagePolicy } from "./html.ts";
import { type NotesSource, readNotes, type SeedNotes } from "./seed-notes.ts";

/** The path of the page. */
export const developersPath = "/developers";

/** Opens `/developers`; not in production, where it would reveal passwords of demo accounts. */
export function openDevelopersPage(app: FastifyInstance, source: NotesSource, compress: Compress): void {
  app.get(developersPath, async (request, reply) => {
    reply.headers({ "cache-control": "no-store", "content-security-policy": htmlPagePolicy });
    return sendText(compress, request, reply, {
      type: "text/html; charset=utf-8",
      text: htmlPage("Hansa", contentOf(source, await readNotes(source))),
    });
  });
}

/** The addresses of development, and the accounts with which a visitor can sign in. */
function contentOf({ isShop }: NotesSource, { accounts }: SeedNotes): string {
  return `<p>The graph of a shop answers at this address.</p>
<dl>
${isShop ? officeRow : ""}<dt>Playground</dt><dd><a href="/playground">/playground</a>: ready operations, with their query plans</dd>
<dt>GraphQL</dt><dd><code>/graphql</code></dd>
<dt>Schema</dt><dd><a href="/schema.graphql">/schema.graphql</a></dd>
<dt>Documentation</dt><dd><code>README.md</code>, <code>docs/front-ends/frontend.md</code> for front ends,
<code>docs/owners/open-a-shop.md</code> for owners</dd>
</dl>${accounts.length > 0 ? accountsPart(accounts) : ""}`;
}

const officeRow = `<dt>Back office</dt><dd><a href="/admin">/admin</a>: where staff work</dd>
`;

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
