/** The check of a response under load: its status, its length or its freedom from errors, and the texts that it must contain. */
import type { Message } from "../http/framing.ts";
import { missingText, type Step } from "../operations/session.ts";

/** The fault of the response to a step; undefined if it is right. `length` is the expected number of bytes; null: any without errors. */
export function responseFault(
  { head, body }: Message,
  step: Pick<Step, "expects">,
  length: number | null,
): string | undefined {
  const excerpt = () => body.toString().slice(0, 200);
  if (!head.startsWith("HTTP/1.1 200")) return `${head.slice(0, head.indexOf("\r\n"))}: ${excerpt()}`;
  if (length !== null && body.length !== length) {
    return `a response of ${body.length} bytes instead of ${length}: ${excerpt()}`;
  }
  if (length === null && body.includes('"errors":')) return `a response with errors: ${excerpt()}`;
  return step.expects.length === 0 ? undefined : missingText(step, body.toString());
}
