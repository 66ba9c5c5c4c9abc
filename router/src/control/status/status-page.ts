/** The state of the shop at the internal listener: first all that needs a person, then processes, figures and integrity rules. */
import { requestsPage } from "@hansa/kit/http";
import { type Reported, readReport } from "@hansa/kit/server";
import type { FastifyInstance } from "fastify";
import { escapeHtml, htmlPage } from "../../http/pages/html.ts";
import { gatherState, ownReportPath, type StatusSource } from "./gather.ts";
import type { ShopState } from "./shop-state.ts";
import { alarmText, processText, ruleLines, valueText } from "./texts.ts";

/** Opens `/status`, as a page or as JSON, and the report of this router for the others. `headers` are the security headers of pages. */
export function openStatus(
  app: FastifyInstance,
  { source, own }: { source: StatusSource; own: Reported },
  headers: Readonly<Record<string, string>>,
): void {
  app.get("/status", async (request, reply) => {
    const state = await gatherState(source, own);
    reply.headers({ ...headers, "cache-control": "no-store", vary: "accept" });
    return requestsPage(request.headers) ? reply.type("text/html; charset=utf-8").send(statusPage(state)) : state;
  });
  app.get(ownReportPath, () => readReport(own));
}

/** Renders the state. */
export function statusPage(state: ShopState): string {
  const { takenAt, needsPerson, processes, figures, alarms } = state;
  const time = new Date(takenAt).toISOString();
  return htmlPage(
    "State of the shop",
    `<p>Taken at <time datetime="${time}">${time.slice(0, 19).replace("T", " ")} UTC</time>.
Load the page again for the state of the moment; <code>npm run hansa -- status</code> prints the same.</p>
<h2>Needs a person</h2>
${needsPerson.length === 0 ? "<p>Nothing needs a person.</p>" : needsList(needsPerson)}
${table(
  "Processes",
  ["Process", "Address", "State"],
  processes.map((each) => [each.name, each.address, processText(each)]),
)}
${table(
  "Figures",
  ["Process", "Figure", "Value"],
  figures.map((each) => [
    each.process,
    each.title,
    `${valueText(each, takenAt)}${each.needsPerson ? " (needs a person)" : ""}`,
  ]),
)}
${table(
  "Open alarms",
  ["Process", "Alarm"],
  alarms.map((each) => [each.process, alarmText(each, takenAt)]),
)}
${table(
  "Integrity rules",
  ["Process", "Result"],
  ruleLines(state).map(({ process, text }) => [process, text]),
)}`,
  );
}

function needsList(needs: ShopState["needsPerson"]): string {
  const items = needs.map(
    ({ what, action, page }) =>
      `<li><strong>${escapeHtml(what)}</strong><br>${escapeHtml(action)} (<code>${escapeHtml(page)}</code>)</li>`,
  );
  return `<ol>\n${items.join("\n")}\n</ol>`;
}

/** A table whose rows begin with a header cell. */
function table(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join("");
  const body = rows.map(([first = "", ...cells]) => {
    const others = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("");
    return `<tr><th scope="row">${escapeHtml(first)}</th>${others}</tr>`;
  });
  return `<h2>${escapeHtml(caption)}</h2>
<table>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table>`;
}
