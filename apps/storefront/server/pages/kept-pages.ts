/** Kept pages: the last good rendering of each page of the catalogue, for the time in which its service is away. */

export type KeptPage = { html: string; at: number };

export type KeptPages = {
  keep(url: string, html: string, now: number): void;
  /** The page if it is young enough. */
  find(url: string, now: number): KeptPage | undefined;
};

/** All kept pages together, in bytes: as UTF-16, their largest form in memory. */
const mostBytes = 16 * 1024 * 1024;
/** Many times a page of a catalogue: a larger one would take the places of all others. */
const mostBytesOfPage = mostBytes / 8;
/** Prices and stock of an older page may be wrong. */
const oldestMs = 10 * 60_000;

/** Opens an empty set of pages. The page that was kept longest ago leaves first. */
export function openKeptPages(): KeptPages {
  const pages = new Map<string, KeptPage>();
  let bytes = 0;

  function remove(url: string): void {
    const page = pages.get(url);
    if (page === undefined) return;
    bytes -= sizeOf(url, page.html);
    pages.delete(url);
  }

  return {
    keep: (url, html, now) => {
      remove(url);
      if (sizeOf(url, html) > mostBytesOfPage) return;
      pages.set(url, { html, at: now });
      bytes += sizeOf(url, html);
      for (const oldest of pages.keys()) {
        if (bytes <= mostBytes) break;
        remove(oldest);
      }
    },
    find: (url, now) => {
      const page = pages.get(url);
      return page !== undefined && now - page.at <= oldestMs ? page : undefined;
    },
  };
}

function sizeOf(url: string, html: string): number {
  return 2 * (url.length + html.length);
}
