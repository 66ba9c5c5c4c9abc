/** The rows of a list: those of a table, and in narrow windows cards. */
import type { ReactNode } from "react";
import { texts } from "./texts.ts";

/** `isEnd`: its texts stand at the end of their line. */
type Column = { text: string; isEnd?: boolean };

type RowsProps = { columns: readonly Column[]; children: ReactNode };

export function Rows({ columns, children }: RowsProps) {
  return (
    <div className="mt-4 rounded-xl border border-line bg-surface">
      <table className="w-full max-lg:block">
        <thead className="max-lg:sr-only">
          <tr className="text-xs text-muted">
            {columns.map(({ text, isEnd }) => (
              <th key={text} scope="col" className={`px-3 py-2 font-normal ${isEnd ? "text-end" : "text-start"}`}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-lg:block">{children}</tbody>
      </table>
    </div>
  );
}

export function Row({ children }: { children: ReactNode }) {
  return (
    <tr className="relative border-t border-line hover:bg-ground max-lg:grid max-lg:grid-cols-[minmax(0,1fr)_auto] max-lg:gap-x-4 max-lg:gap-y-1 max-lg:px-4 max-lg:py-3 max-lg:first:border-t-0">
      {children}
    </tr>
  );
}

/** `className` has its place on a card, too. */
export function Cell({ className = "", children }: { className?: string; children: ReactNode }) {
  return <td className={`lg:px-3 lg:py-2 lg:align-middle ${className}`}>{children}</td>;
}

/** The link of a row: a press anywhere on the row follows it. */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      className="tabular-nums after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-ink"
    >
      {children}
    </a>
  );
}

/** The number of an order, whose last digits tell it from typing errors. */
export function OrderNumber({ number }: { number: string }) {
  const [sequence, digits] = number.split("-");
  return (
    <>
      <b>{sequence}</b>
      {digits === undefined ? null : <span className="text-muted">-{digits}</span>}
    </>
  );
}

type GoodsTextProps = { lines: readonly { title: string }[]; units: number };

/** Goods in two lines: the name of the first, and how many there are. */
export function GoodsText({ lines: [first, ...others], units }: GoodsTextProps) {
  return (
    <div className="min-w-0">
      <span className="flex gap-1">
        <span className="line-clamp-1 wrap-anywhere">{first?.title}</span>
        {others.length > 0 ? <span className="shrink-0">{texts.others(others.length)}</span> : null}
      </span>
      <span className="block text-xs text-muted">{texts.units(units)}</span>
    </div>
  );
}

type PersonProps = { name: string | null | undefined; place?: string };

/** A person, unless erased, and where. */
export function Person({ name, place }: PersonProps) {
  return (
    <>
      <span className="block wrap-anywhere lg:min-w-36">{name ?? texts.erased}</span>
      {place ? <span className="block text-xs text-muted wrap-anywhere">{place}</span> : null}
    </>
  );
}
