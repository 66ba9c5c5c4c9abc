/** The colours of a product on its card, each with the name of its value. */
import type { Place } from "../links.ts";
import { listTexts } from "../lists/texts.ts";
import { Swatch } from "./swatch.tsx";

type SwatchesProps = {
  options: readonly { name: string; swatches: readonly { value: string; color: string }[] }[];
  place: Place;
};

/** The most dots of a card: they fit beside each other on the narrowest phone. */
const mostShown = 5;

/** The colours that a product is sold in: those of its first option that has any. */
export function Swatches({ options, place: { language, catalogueLang } }: SwatchesProps) {
  const coloured = options.find(({ swatches }) => swatches.length > 0);
  if (!coloured) return null;
  const { name, swatches } = coloured;
  const shown = swatches.slice(0, mostShown);
  const further = swatches.length - shown.length;
  return (
    <div className="mt-2 text-xs text-muted">
      <div aria-hidden="true" className="flex items-center gap-1.5">
        {shown.map(({ value, color }) => (
          <Swatch key={value} color={color} />
        ))}
        {further > 0 ? <span>+{further}</span> : null}
      </div>
      <p className="mt-1 wrap-anywhere">
        <span lang={catalogueLang}>
          <span className="sr-only">{name}: </span>
          {shown.map(({ value }) => value).join(", ")}
        </span>
        {further > 0 ? <span className="sr-only"> {listTexts[language].furtherColours(further)}</span> : null}
      </p>
    </div>
  );
}
