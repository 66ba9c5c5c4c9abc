/** Notices: what is the case, and messages: what a press has led to. Each is told once to those who see it and once to those who hear it. */
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { bringToPerson } from "../document/index.ts";

const looks = {
  info: "border-line bg-surface",
  success: "border-good bg-surface",
  fault: "border-fault bg-surface",
} as const;

type NoticeProps = { kind?: keyof typeof looks; children: ReactNode };

const boxOf = (kind: keyof typeof looks) => `rounded-lg border-s-4 p-4 wrap-anywhere ${looks[kind]}`;

/** A notice. A fault interrupts a screen reader; others wait for it. One that follows from a press is brought to the person. */
export function Notice({ kind = "info", children }: NoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // A page that has just opened shows it where it stands.
    if (kind === "fault" && navigator.userActivation?.hasBeenActive) bring(box.current);
  }, []);
  return (
    <div ref={box} tabIndex={-1} role={kind === "fault" ? "alert" : "status"} className={boxOf(kind)}>
      {children}
    </div>
  );
}

type MessageProps = { kind?: keyof typeof looks; className?: string; children: ReactNode };

/** The place of a message, which is empty until a press has led to one. */
export function Message({ kind = "info", className = "", children }: MessageProps) {
  const place = useRef<HTMLDivElement>(null);
  const isEmpty = children === undefined || children === null || children === false || children === "";
  useLayoutEffect(() => {
    if (isEmpty) return;
    place.current?.removeAttribute("aria-live");
    bring(place.current);
  }, [isEmpty, typeof children === "string" ? children : undefined]);
  return (
    <div
      ref={place}
      tabIndex={-1}
      role={kind === "fault" ? "alert" : "status"}
      className={`empty:m-0 ${isEmpty ? "" : className}`}
    >
      {isEmpty ? null : <div className={boxOf(kind)}>{children}</div>}
    </div>
  );
}

/** The focus reads it to a person already. */
function bring(part: HTMLElement | null): void {
  if (part && bringToPerson(part)) part.setAttribute("aria-live", "off");
}
