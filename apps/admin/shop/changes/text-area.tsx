/** A field for a text of several lines. */
import { useId } from "react";

type TextAreaProps = {
  label: string;
  name: string;
  required?: boolean;
  maxLength: number;
  rows?: number;
  defaultValue?: string;
  fault: string | undefined;
};

export function TextArea({ label, fault, rows = 3, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <div className="space-y-2">
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      <textarea
        {...rest}
        id={id}
        rows={rows}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? `${id}-fault` : undefined}
        className="block w-full rounded-lg border border-line-strong bg-surface px-3 py-2 aria-invalid:border-fault"
      />
      {fault ? (
        <p id={`${id}-fault`} className="text-sm text-fault">
          {fault}
        </p>
      ) : null}
    </div>
  );
}
