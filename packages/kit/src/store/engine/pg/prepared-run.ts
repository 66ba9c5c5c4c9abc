/**
 * Statements that a connection has prepared, and runs of one whose rows it knows: values are bound, and rows come back. The text is not sent again, and
 * the description of its rows does not come again.
 */
import pg from "pg";
import { maxKeptText } from "../statement-text.ts";
import { typeParsers } from "./values.ts";

/** A statement that the connection has prepared. Its rows are known once a run of it has ended well. */
type Prepared = { name: string; parsers: readonly Parser[] | undefined };
type Parser = (text: string) => unknown;

/** A run of such a statement. */
type Run = { name: string; text: string; parsers: readonly Parser[]; values: WireValue[] };
type WireValue = string | null;
/**
 * The texts that a connection has prepared. The server keeps 80 to 150 bytes for each of their characters until the connection ends, also of those that
 * are forgotten.
 */
export type PreparedTexts = {
  /** The statement of a text; undefined for a long one, which is parsed for each run. */
  find(text: string): Prepared | undefined;
  /** Forgets a statement that the server does not know: the next use of its text prepares it by another name. */
  forget(text: string, prepared: Prepared): void;
  /** The characters of all. */
  length(): number;
};

/** Opens the texts of a new connection. */
export function openPreparedTexts(): PreparedTexts {
  const known = new Map<string, Prepared>();
  let names = 0;
  let length = 0;
  return {
    find: (text) => {
      const before = known.get(text);
      if (before !== undefined || text.length > maxKeptText) return before;
      const prepared: Prepared = { name: `h${names}`, parsers: undefined };
      known.set(text, prepared);
      names += 1;
      length += text.length;
      return prepared;
    },
    forget: (text, prepared) => {
      if (known.get(text) === prepared) known.delete(text);
    },
    length: () => length,
  };
}

type End = (error: Error | undefined, rows: unknown[][]) => void;

/** The parsers of a row, by the types of its columns. */
export function parsersOf(fields: readonly pg.FieldDef[]): readonly Parser[] {
  return fields.map(({ dataTypeID }) => typeParsers.getTypeParser(dataTypeID, "text"));
}

/** The values of a statement as they are sent. Throws for an object that is no list, which has no form of its own. */
export function wireValues(values: readonly unknown[]): WireValue[] {
  return values.map((value) => {
    if (value === null || value === undefined) return null;
    if (typeof value === "string") return value;
    if (Array.isArray(value)) return `{${wireValues(value).map(elementOf).join()}}`;
    if (typeof value === "object") throw new TypeError("a value of a statement is no object but a list");
    return String(value);
  });
}

/** An element of a list, as the server reads it in a text. */
function elementOf(value: WireValue): string {
  return value === null ? "NULL" : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** The driver calls its methods with the messages of the server. */
export class PreparedRun extends pg.Query {
  readonly #run: Run;
  readonly #end: End;
  readonly #received: unknown[][] = [];
  #fault: Error | undefined;

  constructor(run: Run, end: End) {
    // The driver wraps a callback that it finds missing.
    super({ name: run.name, text: run.text }, () => undefined);
    this.#run = run;
    this.#end = end;
  }

  /** Sends the run; the driver's own also parses and describes. */
  prepare(connection: pg.Connection): void {
    const { name, values } = this.#run;
    connection.bind({ statement: name, values }, true);
    connection.execute(null, true);
    connection.sync();
  }

  handleDataRow({ fields }: { fields: readonly WireValue[] }): void {
    if (this.#fault) return;
    try {
      const { parsers } = this.#run;
      this.#received.push(fields.map((text, index) => (text === null ? null : parsers[index]?.(text))));
    } catch (error) {
      this.#fault = error instanceof Error ? error : new Error(String(error));
    }
  }

  handleCommandComplete(): void {}

  handleEmptyQuery(): void {}

  handleError(error: Error): void {
    this.#end(error, []);
  }

  handleReadyForQuery(): void {
    this.#end(this.#fault, this.#received);
  }
}
