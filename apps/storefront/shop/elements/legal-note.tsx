/** A note beside a button, with links to the pages that a customer agrees to or should have read. */
import type { LegalLink } from "../legal/legal-pages.ts";

/** Nothing where the shop has published none of the pages. */
export function LegalNote({ text, links }: { text: string; links: readonly LegalLink[] }) {
  if (links.length === 0) return null;
  return (
    <p className="mt-4 text-sm text-muted">
      {text}{" "}
      {links.map(({ href, title, lang }, index) => (
        <span key={href}>
          {index > 0 ? " · " : null}
          <a href={href} lang={lang ?? undefined} className="underline underline-offset-4 hover:text-text">
            {title}
          </a>
        </span>
      ))}
    </p>
  );
}
