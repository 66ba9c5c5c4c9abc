/** Fields of forms: a label, a native control, and its fault. */
import { type ComponentProps, type ReactNode, useId } from "react";

type Labelled = { label: string; hint?: string | undefined; fault?: string | undefined };
type FieldProps = ComponentProps<"input"> & Labelled;

const control =
  "min-h-(--control) w-full rounded-lg border bg-surface px-3 text-text placeholder:text-muted aria-invalid:border-fault border-line-strong";

/** A text field. */
export function Field({ label, hint, fault, className = "", ...rest }: FieldProps) {
  const id = useId();
  return (
    <Labels id={id} label={label} hint={hint} fault={fault} className={className}>
      <input id={id} {...described(id, hint, fault)} {...rest} className={control} />
    </Labels>
  );
}

type SelectFieldProps = ComponentProps<"select"> & Labelled & { options: readonly { value: string; label: string }[] };

/** A choice among options. */
export function SelectField({ label, hint, fault, options, className = "", ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <Labels id={id} label={label} hint={hint} fault={fault} className={className}>
      <select id={id} {...described(id, hint, fault)} {...rest} className={control}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labels>
  );
}

type LabelsProps = Labelled & { id: string; className: string; children: ReactNode };

function Labels({ id, label, hint, fault, className, children }: LabelsProps) {
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      {children}
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted">
          {hint}
        </p>
      ) : null}
      {fault ? (
        <p id={`${id}-fault`} className="mt-1 text-sm text-fault">
          {fault}
        </p>
      ) : null}
    </div>
  );
}

function described(id: string, hint: string | undefined, fault: string | undefined) {
  const ids = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return { "aria-describedby": ids || undefined, "aria-invalid": fault ? true : undefined };
}
