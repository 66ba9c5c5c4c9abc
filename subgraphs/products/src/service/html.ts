/** Descriptions as HTML that is safe on any page: text, lists, emphasis and links, nothing that runs or loads. */
import sanitizeHtml from "sanitize-html";

/** Removes everything but plain formatting. Links keep their address only if it is http, https or mailto. */
export function cleanHtml(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: ["p", "br", "strong", "em", "b", "i", "u", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "a"],
    allowedAttributes: { a: ["href"] },
    allowedSchemes: ["http", "https", "mailto"],
  });
}

/** The words alone, for the full-text index. */
export function textOf(html: string): string {
  return sanitizeHtml(html.replaceAll("<", " <"), { allowedTags: [], allowedAttributes: {} });
}
