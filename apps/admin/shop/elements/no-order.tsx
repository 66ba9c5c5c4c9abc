/** A line in the place of an order that is not there: it is being read, or there is none. What is away says so itself. */
import type { Reading } from "../graph/use-reading.ts";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";

const texts = textsOf("noOrder")[language];

export function NoOrder({ reading: { data, isAway, isRefused } }: { reading: Reading<unknown> }) {
  const isAbsent = isRefused || data !== undefined;
  if (isAway && !isAbsent) return null;
  return (
    <p role="status" className={isAbsent ? "mt-4" : "mt-4 min-h-dvh text-muted"}>
      {isAbsent ? texts.absent : texts.loading}
    </p>
  );
}
