/** Sanitizing of descriptions and pages: idempotent, so exports import to the same text. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanHtml, cleanPageHtml } from "../src/html.ts";

test.each([
  ["<p>One<p>Two", "<p>One</p><p>Two</p>"],
  ["<ul><li>One<li>Two</ul>", "<ul><li>One</li><li>Two</li></ul>"],
  [" <p>Soft</p>\n<script>x</script>", "<p>Soft</p>"],
])("%j is %j", (html, clean) => {
  expect(cleanHtml(html)).toBe(clean);
});

test.each([
  ["<h2>One</h2><p>Two", "<h2>One</h2><p>Two</p>"],
  ["<h1>One</h1>", "One"],
  [
    '<a href="https://a.example/b?c=1&d" onclick="x()" target="_blank">a</a>',
    '<a href="https://a.example/b?c=1&amp;d">a</a>',
  ],
  [
    '<a href="/pages/terms">a</a> <a href="mailto:a@b.example">b</a>',
    '<a href="/pages/terms">a</a> <a href="mailto:a@b.example">b</a>',
  ],
  ['<a href="javascript:alert(1)">a</a>', "<a>a</a>"],
  ['<a href=" java\nscript:alert(1)">a</a>', "<a>a</a>"],
  ['<a href="//evil.example">a</a>', "<a>a</a>"],
  ['<a href="data:text/html,x">a</a>', "<a>a</a>"],
  ['<p style="x" class="y">a<img src=x onerror=y><style>z</style><iframe src=z></iframe></p>', "<p>a</p>"],
  ["<table><tr><td colspan=2>a</td></tr></table>", "<table><tr><td>a</td></tr></table>"],
])("of a page, %j is %j", (html, clean) => {
  expect(cleanPageHtml(html)).toBe(clean);
});

const pieces = [
  "<h2>",
  "</h2>",
  '<a href="/x">',
  '<a href="javascript:x">',
  "</a>",
  "<table>",
  "<td>",
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
    fc.property(html, (text) => [cleanHtml, cleanPageHtml].every((clean) => clean(clean(text)) === clean(text))),
    { numRuns: 2_000 },
  );
});
