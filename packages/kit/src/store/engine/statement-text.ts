/** Texts of statements: their names in traces, the bound of their rows, and their caches, bounded in characters: clients may ask for many forms of one. */

/** The most rows that one statement of a request returns: reading them takes about 100 ms. */
export const maxRowsPerStatement = 10_000;

/** The most characters of a statement in a span. */
const maxTracedText = 2_000;
const firstWord = /^\s*(\w+)/;
const firstTable = /\b(?:from|into|update)\s+"?(\w+)/i;
const isQuery = /^\s*(select|with)\b/i;
const endsWithLimit = /\blimit\s+\S+(\s+offset\s+\S+)?\s*$/i;

/** The name of a statement's span: its first word and its first table. */
export function spanNameOf(text: string): string {
  return [firstWord, firstTable].map((part) => part.exec(text)?.[1] ?? "").join(" ");
}

/** The text of a statement in a span. */
export function tracedText(text: string): string {
  return text.slice(0, maxTracedText);
}

/** The query with a limit of its rows, which is one above the most; undefined if it has a limit of its own, or is no query. */
export function limitedText(text: string): string | undefined {
  return isQuery.test(text) && !endsWithLimit.test(text) ? `${text} LIMIT ${maxRowsPerStatement + 1}` : undefined;
}

/** The longest text that is kept: those of ours are shorter. */
export const maxKeptText = 8_000;
/** The most characters of all texts that are kept, more than a service has: products has 239,000, orders 248,000. */
export const maxKeptLength = 400_000;

/** Creates a function that makes the value of a text once. When there are too many texts, all are dropped. */
export function textCache<Value extends object>(make: (text: string) => Value): (text: string) => Value {
  const kept = new Map<string, Value>();
  let length = 0;
  return (text) => {
    const known = kept.get(text);
    if (known) return known;
    const made = make(text);
    if (text.length > maxKeptText) return made;
    if (length + text.length > maxKeptLength) {
      kept.clear();
      length = 0;
    }
    kept.set(text, made);
    length += text.length;
    return made;
  };
}

/** The most characters of all texts that a process keeps of those it wrote; all tests of products and of the checkout write 180,000. Each takes about 50 bytes. */
const maxWrittenLength = 500_000;

/** The caches of the process that hold something. */
const filled = new Set<Map<string, unknown>>();
let writtenLength = 0;

/** Creates a function that makes the value of a text that it writes, once for each shape. When the process has written too many texts, all are dropped. */
export function writtenTexts<Value>(): (shape: string, write: () => { made: Value; text: string }) => Value {
  const kept = new Map<string, Value>();
  return (shape, write) => {
    const known = kept.get(shape);
    if (known) return known;
    const { made, text } = write();
    const length = shape.length + text.length;
    if (length > maxKeptText) return made;
    if (writtenLength + length > maxWrittenLength) {
      for (const one of filled) one.clear();
      filled.clear();
      writtenLength = 0;
    }
    kept.set(shape, made);
    filled.add(kept);
    writtenLength += length;
    return made;
  };
}
