/** Things as schema.org describes them, for search engines: JSON-LD, which no browser runs. */

export type DataNode = Readonly<Record<string, unknown>>;

export function StructuredData({ nodes }: { nodes: readonly DataNode[] }) {
  const json = writeScriptJson({ "@context": "https://schema.org", "@graph": nodes });
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}

/** JSON for the text of a script element: no text in it can end the element, or begin a comment in it. */
function writeScriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", String.raw`\u003c`);
}

/** The way to a page: the last step is the page itself. */
export function breadcrumb(steps: readonly { name: string; url: string }[]): DataNode {
  const itemListElement = steps.map(({ name, url }, index) => ({
    "@type": "ListItem",
    position: index + 1,
    name,
    item: url,
  }));
  return { "@type": "BreadcrumbList", itemListElement };
}
