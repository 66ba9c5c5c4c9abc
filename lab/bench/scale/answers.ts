/** The checks of the scale plane's answers: free of errors, and not all of them empty. */
import { z } from "zod";

const envelope = z.object({ data: z.record(z.string(), z.unknown()) });
const connection = z.object({ nodes: z.array(z.unknown()) });

/** The fault of one answer; undefined if it has status 200 and no errors. */
export function answerFault({ status, text }: { status: number; text: string }): string | undefined {
  return status === 200 && !text.includes('"errors"') ? undefined : `${status}: ${text.slice(0, 300)}`;
}

/** The fault of an operation whose answers are all empty: requests that find nothing cost as little in any shop. */
export function emptinessFault(texts: readonly string[]): string | undefined {
  return texts.some(hasContent) ? undefined : `answered none of ${texts.length} requests with any content`;
}

/** Whether some root field has a value: a list or a connection with an entry, or another value than null. */
function hasContent(text: string): boolean {
  const { data } = envelope.parse(JSON.parse(text));
  return Object.values(data).some((value) => {
    const list = Array.isArray(value) ? value : connection.safeParse(value).data?.nodes;
    return list ? list.length > 0 : value !== null;
  });
}
