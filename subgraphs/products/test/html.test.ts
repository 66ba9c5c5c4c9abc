/** Sanitizing of descriptions: idempotent, so exports import to the same text. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanHtml } from "../src/service/html.ts";

test.each([
  ["<p>One<p>Two", "<p>One</p><p>Two</p>"],
  ["<ul><li>One<li>Two</ul>", "<ul><li>One</li><li>Two</li></ul>"],
  [" <p>Soft</p>\n<script>x</script>", "<p>Soft</p>"],
])("%j is %j", (html, clean) => {
  expect(cleanHtml(html)).toBe(clean);
});

const pieces = [
  "<p>",
  "</p>",
  "<b>",
  "<li>",
  "<ul>",
  "</ul>",
  "<br/>",
  "&",
  "&amp;lt;",
  "<",
  ">",
  "&nbsp;",
  " ",
  "\n",
  "a",
  "<script>",
  "<!--",
];

test("sanitizing a sanitized text changes nothing, however malformed the original", () => {
  const html = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(html, (text) => cleanHtml(cleanHtml(text)) === cleanHtml(text)),
    { numRuns: 2_000 },
  );
});
