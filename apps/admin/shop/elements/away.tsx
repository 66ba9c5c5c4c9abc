/** A line about what cannot be reached: it is read again by itself, and the rest of the page stays as it is. */
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";

const texts = textsOf("away")[language];

type AwayProps = { part: keyof typeof texts; className?: string };

export function Away({ part, className = "" }: AwayProps) {
  return (
    <p role="status" className={`flex items-baseline gap-2 text-sm text-fault ${className}`}>
      <span aria-hidden="true">▲</span>
      <span>{texts[part]}</span>
    </p>
  );
}
