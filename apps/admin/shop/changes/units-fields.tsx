/** The fields of units: a row for each line, with what is left of it. */
import type { ReactNode } from "react";
import { useId } from "react";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";
import { type ShownLine, unitsField } from "./units.ts";

const texts = textsOf("units")[language];

type UnitsFieldsProps = {
  legend: string;
  lines: readonly ShownLine[];
  faults: ReadonlyMap<string, string>;
  /** Further fields of a line. */
  more?(line: ShownLine): ReactNode;
};

export function UnitsFields({ legend, lines, faults, more }: UnitsFieldsProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {lines.map((line) => (
          <li key={line.id} className="space-y-2 px-4 py-3">
            <UnitsField line={line} fault={faults.get(unitsField(line.id))} />
            {more?.(line)}
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function UnitsField({ line, fault }: { line: ShownLine; fault: string | undefined }) {
  const { id: lineId, title, sku, left, begin, most } = line;
  const id = useId();
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-48">
          <span className="block wrap-anywhere">{title}</span>
          <span className="block text-xs text-muted wrap-anywhere">{sku}</span>
        </div>
        <div className="flex items-center gap-2">
          <input
            type="number"
            name={unitsField(lineId)}
            aria-label={texts.of(title)}
            defaultValue={begin}
            min={0}
            max={most}
            step={1}
            required
            aria-invalid={fault ? true : undefined}
            aria-describedby={fault ? `${id}-left ${id}-fault` : `${id}-left`}
            className="min-h-(--control) w-20 rounded-lg border border-line-strong bg-surface px-3 tabular-nums aria-invalid:border-fault"
          />
          <span id={`${id}-left`} className="whitespace-nowrap text-muted">
            {texts.left(left)}
          </span>
        </div>
      </div>
      {fault ? (
        <p id={`${id}-fault`} className="text-sm text-fault">
          {fault}
        </p>
      ) : null}
    </>
  );
}
