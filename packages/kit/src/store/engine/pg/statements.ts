/** Statements of requests: timed for traces and logs, and bounded in their rows. */
import { tooManyRows } from "../../../runtime/request-budget.ts";
import { inSpan, isRecording } from "../../../tracing/spans.ts";
import { logAnswer } from "../../../tracing/statement-log.ts";
import { limitedText, maxRowsPerStatement, spanNameOf, tracedText } from "../statement-text.ts";
import { textCache } from "../text-cache.ts";
import type { Ask } from "./builder.ts";

/** The same with statements that are spans of the request and entries of its log; `ask` itself if there are neither traces nor logs. */
export function timed(ask: Ask, isLogged: boolean): Ask {
  if (!isLogged && !isRecording()) return ask;
  return (text, values, method) =>
    logAnswer(text, () =>
      inSpan("client", spanNameOf(text), (span) => {
        if (span) span.attributes = { "db.system.name": "postgresql", "db.query.text": tracedText(text) };
        return ask(text, values, method);
      }),
    );
}

/** The same with a LIMIT on every query that has none of its own. A query with more rows is refused with OPERATION_TOO_EXPENSIVE. */
export function limited(ask: Ask): Ask {
  const limit = textCache((text) => ({ bounded: limitedText(text) }));
  return async (text, values, method) => {
    const { bounded } = limit(text);
    if (bounded === undefined) return ask(text, values, method);
    const rows = await ask(bounded, values, method);
    if (rows.length > maxRowsPerStatement) throw tooManyRows();
    return rows;
  };
}
