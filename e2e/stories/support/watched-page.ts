/** Complaints about a page of a browser: it asks other hosts, breaks its policy, or logs an error. */
import type { Page } from "playwright-core";

/** `expected` are errors of the browser about a response that a page was made for. */
type Watch = { complaints: string[]; origins: readonly string[]; expected: RegExp };

/** Collects them while the page is open. */
export function watchPage(page: Page, { complaints, origins, expected }: Watch): void {
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !expected.test(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && !origins.includes(origin)) complaints.push(`another host: ${request.url()}`);
  });
}
