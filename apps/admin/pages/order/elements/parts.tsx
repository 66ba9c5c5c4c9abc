/** Units of lines, such as those in a parcel. */

type PartsProps = { parts: readonly { line: { id: string; title: string }; quantity: number }[] };

export function Parts({ parts }: PartsProps) {
  return (
    <ul className="text-sm text-muted">
      {parts.map(({ line, quantity }) => (
        <li key={line.id} className="wrap-anywhere">
          {quantity} × {line.title}
        </li>
      ))}
    </ul>
  );
}
