/** An entry of a list of facts: a label and its value. */
import type { ReactNode } from "react";

type FactProps = { label: string; children: ReactNode };

export function Fact({ label, children }: FactProps) {
  return (
    <div>
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="whitespace-pre-line wrap-anywhere">{children}</dd>
    </div>
  );
}
