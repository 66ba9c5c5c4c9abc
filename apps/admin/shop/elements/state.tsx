/** The state of something, as a word. One that needs a person has a colour and a shape beside it. */

type StateProps = { text: string; needsPerson?: boolean };

export function State({ text, needsPerson = false }: StateProps) {
  if (!needsPerson) return <span>{text}</span>;
  return (
    <span className="font-medium text-fault">
      <span aria-hidden="true">▲ </span>
      {text}
    </span>
  );
}
