/** Notices: what happened, announced to assistive technology. */
import type { ReactNode } from "react";

const looks = {
  info: "border-line bg-surface",
  success: "border-good bg-surface",
  fault: "border-fault bg-surface",
} as const;

/** A notice. A fault interrupts a screen reader; others wait for it. */
export function Notice({ kind = "info", children }: { kind?: keyof typeof looks; children: ReactNode }) {
  return (
    <div role={kind === "fault" ? "alert" : "status"} className={`rounded-lg border-s-4 p-4 ${looks[kind]}`}>
      {children}
    </div>
  );
}
