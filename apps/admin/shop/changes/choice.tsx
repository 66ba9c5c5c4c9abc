/** A choice of one among few, all of which are seen. */

type ChoiceProps<Value extends string> = {
  legend: string;
  name: string;
  options: readonly { value: Value; label: string }[];
  begin: Value;
};

export function Choice<Value extends string>({ legend, name, options, begin }: ChoiceProps<Value>) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">{legend}</legend>
      {options.map(({ value, label }) => (
        <label key={value} className="flex min-h-(--control) items-center gap-2">
          <input type="radio" name={name} value={value} defaultChecked={value === begin} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
