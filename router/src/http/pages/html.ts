/** The frame of the router's own pages: one document without scripts, with its style inside. */

import { createHash } from "node:crypto";
import { policyText } from "../headers.ts";

/** Text as the content of an element, or the value of an attribute in quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A whole page; `content` is the HTML of its main part. */
export function htmlPage(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1></header>
<main>
${content}
</main>
</body>
</html>
`;
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
@media (max-width: 40rem) { body { margin: 0; padding: 1rem; border-radius: 0; } dl { grid-template-columns: 1fr; } }
`;

/** The content security policy of such a page: it loads nothing, and has this style. */
export const htmlPagePolicy = policyText({
  "default-src": ["'none'"],
  "style-src": [`'sha256-${createHash("sha256").update(style).digest("base64")}'`],
  "img-src": ["data:"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'none'"],
});
