/** A choice of one among few, all of which are seen. */

type ChoiceProps<Value extends string> = {
  legend: string;
  name: string;
  options: readonly { value: Value; label: string; hint?: string }[];
  /** Undefined: a person has to choose. */
  begin?: Value | undefined;
  fault?: string | undefined;
};

export function Choice<Value extends string>({ legend, name, options, begin, fault }: ChoiceProps<Value>) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">{legend}</legend>
      {options.map(({ value, label, hint }) => (
        <label key={value} className="flex min-h-(--control) items-center gap-2">
          <input type="radio" name={name} value={value} defaultChecked={value === begin} required />
          <span>
            {label}
            {hint ? <span className="block text-sm text-muted">{hint}</span> : null}
          </span>
        </label>
      ))}
      {fault ? <p className="text-sm text-fault">{fault}</p> : null}
    </fieldset>
  );
}
