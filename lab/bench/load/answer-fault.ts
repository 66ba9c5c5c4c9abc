/** The check of an answer under load: its status, its length or its freedom from errors, and the texts that it must contain. */
import type { Message } from "../http/framing.ts";
import { missingText, type Step } from "../operations/session.ts";

/** `length` is the expected number of bytes; null: any. `refusesErrors`: an answer of any length has no errors. */
type Expected = { length: number | null; refusesErrors: boolean };

/** The fault of the answer to a step; undefined if it is right. */
export function answerFault(
  { head, body }: Message,
  step: Pick<Step, "expects">,
  { length, refusesErrors }: Expected,
): string | undefined {
  const excerpt = () => body.toString().slice(0, 200);
  if (!head.startsWith("HTTP/1.1 200")) return `${head.slice(0, head.indexOf("\r\n"))}: ${excerpt()}`;
  if (length !== null && body.length !== length) {
    return `an answer of ${body.length} bytes instead of ${length}: ${excerpt()}`;
  }
  if (length === null && refusesErrors && body.includes('"errors":')) return `an answer with errors: ${excerpt()}`;
  return step.expects.length === 0 ? undefined : missingText(step, body.toString());
}
